"""A trial with nothing in it. `python empty.py TRIALS` submits a search of so many."""

import pathlib
import sys

from determined.core import current

run = current()
if run is None:
    from determined.experimental.submit import submit_and_end

    trials = int(sys.argv[1])
    config = {
        "name": "empty",
        "searcher": {"name": "random", "metric": "loss", "max_trials": trials, "max_concurrent_trials": trials},
        "checkpoint_policy": "none",
    }
    submit_and_end(config, str(pathlib.Path(__file__).parent), ["empty.py"], None, False)
run.initialise()
run.start_loop()
run.finish()
