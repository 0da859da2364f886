"""`python -m determined.run.starter`: forks supervisors from a process that has imported what all of them need.

A line on its input, `NUMBER RUN_DIR`, asks for a supervisor; a line on its output tells `NUMBER started PID`, a later
one `NUMBER ended STATUS`. No code of a user's ever runs in it. Where a warm process fits an experiment, it has the
supervisor forked there. It ends with its input, and the warm processes with it; its supervisors live on.
"""

from __future__ import annotations

import sys

from determined.run import appearance

if __name__ == "__main__":
    appearance.make_room("determined.run.starter")

import determined.experimental
import determined.keras.backends
import determined.keras.callbacks
import determined.keras.data
import determined.keras.hooks_in_use
import determined.keras.parts
import determined.keras.seeds
import determined.keras.settle
import determined.tensorflow.data_layer  # noqa: F401 - and what needs no framework of its adapters
from determined.client.packages import installed
from determined.run import forks
from determined.run.warmth import Starter


def main() -> int:
    """Serves until its input ends."""
    requests, answers = forks.take_streams()
    installed()  # which each trial tells; what was seen here is not looked for again
    forks.settle()
    Starter(requests, answers).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
