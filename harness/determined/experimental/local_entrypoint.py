"""`python -m determined.experimental.local_entrypoint DIRECTORY CONFIG [--test]`: an `entrypoint`, on this machine.

CONFIG is the text of the configuration, as JSON.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from determined.errors import InvalidExperimentException, StopLoadingImplementation
from determined.experimental import local
from determined.train import TrialFailure
from determined.trial import import_class, train_class


def main(arguments: list[str]) -> None:
    """Ends the process: 0 when it trained, 1 when it failed, 2 when it could not begin."""
    directory, text = arguments[:2]
    config = json.loads(text)
    if "--test" in arguments:
        _test(config, directory)
    else:
        local.train_entrypoint_and_end(config, directory)


def _test(config: dict[str, Any], directory: str) -> None:
    entrypoint = config.get("entrypoint")
    if not isinstance(entrypoint, str) or ":" not in entrypoint:
        raise InvalidExperimentException(
            f"--test trains one batch of a trial class, and entrypoint is {entrypoint!r}. Write entrypoint: "
            "module:Class; a script is tested by running it with mode=Mode.LOCAL."
        )
    run = local.rehearse(config, directory)
    try:
        train_class(import_class(entrypoint), run)
    except StopLoadingImplementation:
        pass
    except TrialFailure as failure:
        run.fail(failure.kind, failure.message, failure.restartable)


if __name__ == "__main__":
    main(sys.argv[1:])
