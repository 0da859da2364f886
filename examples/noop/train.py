"""A trial that trains nothing and needs no framework: its metrics, its pace and its faults are what `data` says.

`python examples/noop/train.py` submits the configuration below, or `config.json` beside this file. For trying out
searches, schedules and what follows a failure; `docs/user/failures.md` has the faults. Keys of `data`:

- `batches`: how long it trains where the search states no length (100)
- `pace`: seconds a batch takes (0.01), `start`: seconds before the first one (0)
- `every`: batches between two reports with validation and checkpoint (10)
- `metrics`: name and expression of each validation metric, from `batch`, the hyperparameters and `math`
- `faults`: what goes wrong, each with its `kind` (see FAULTS), `at` (a batch), optionally `runs` (only so many runs),
  `when` (an expression) and `text`
"""

import json
import math
import os
import resource
import shutil
import signal
import sys
import time
import uuid
from pathlib import Path

from determined.core import current
from determined.experimental.submit import submit_and_end

HERE = Path(__file__).resolve().parent
CONFIG = {
    "name": "no-op",
    "searcher": {"name": "random", "metric": "val_loss", "max_trials": 4, "max_concurrent_trials": 2},
    "hyperparameters": {"lr": {"type": "log", "base": 10, "minval": -3, "maxval": 0}},
    "data": {
        "metrics": {"val_loss": "abs(math.log10(lr) + 2) + 1 / batch"},
        "faults": [{"kind": "memory", "at": 35, "runs": 1}, {"kind": "nan", "at": 60, "when": "lr > 0.3"}],
    },
}


def raise_error(text):
    raise LookupError(text)


def run_out_of_memory(text):
    """A real limit, and a real allocation beyond it."""
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + 2**26, resource.RLIM_INFINITY))
    bytearray(2**30)


FAULTS = {
    "raise": raise_error,
    "exit": lambda text: sys.exit(7),
    "memory": run_out_of_memory,
    "kill": lambda text: os.kill(os.getpid(), signal.SIGKILL),
    "abort": lambda text: os.abort(),
    "print": lambda text: print(text, flush=True),
    "nan": lambda text: None,  # the metrics are NaN from there on
}


def main():
    if current() is None:
        given = HERE / "config.json"
        submit_and_end(json.loads(given.read_text()) if given.exists() else CONFIG, str(HERE), None, None, False)
    run = current()
    run.initialise()
    run.start_loop()
    data = run.info.config.get("data") or {}
    time.sleep(data.get("start", 0))
    run.reports.state("training")
    train(run, data, restored(run))
    run.finish()


def train(run, data, batch):
    reported = batch
    while True:
        while batch < length(run, data):
            batch += 1
            strike(run, data, batch)
            time.sleep(data.get("pace", 0.01))
            asked = run.preemption.asked()
            if batch % data.get("every", 10) == 0 or batch == length(run, data) or asked:
                report(run, data, reported, batch)
                reported = batch
            if asked:
                run.preempt()
        if run.length is None:
            return
        if run.reach(batch) is None:
            run.preempt()


def length(run, data):
    stated = run.length or run.info.config["searcher"].get("max_length") or {}
    return stated.get("batches") or data.get("batches", 100)


def strike(run, data, batch):
    for fault in struck(run, data, batch):
        if fault["at"] == batch:
            FAULTS[fault["kind"]](fault.get("text", "the no-op trial was told to fail here"))


def struck(run, data, batch):
    """The faults whose batch has come, in this run."""
    for fault in data.get("faults", []):
        due = batch >= fault["at"] and run.info.run_id <= fault.get("runs", run.info.run_id)
        if due and value(run, fault.get("when", "True"), batch):
            yield fault


def report(run, data, before, batch):
    diverged = any(fault["kind"] == "nan" for fault in struck(run, data, batch))
    chosen = data.get("metrics", {"val_loss": "1 / batch"})
    metrics = {name: math.nan if diverged else value(run, told, batch) for name, told in chosen.items()}
    each = [{"loss": 1 / done} for done in range(before + 1, batch + 1)]
    if each:
        run.reports.metrics("training", batch, each[-1], each)
    run.reports.progress(batch / length(run, data), batch, length(run, data))
    if diverged:
        run.fail("nan_metric", "The metrics are NaN, as this no-op trial was told.", restartable=False)
    run.reports.metrics("validation", batch, metrics)
    save(run, batch)


def value(run, expression, batch):
    names = {**run.info.hparams, "batch": batch, "math": math, "abs": abs, "min": min, "max": max}
    return eval(expression, {"__builtins__": {}}, names)


def save(run, batch):
    name = str(uuid.uuid4())
    directory = run.checkpoint_dir / name
    directory.mkdir()
    (directory / "batch").write_text(str(batch))
    saved = run.checkpoints.save(name, directory, {"steps_completed": batch})
    run.reports.checkpoint(name, batch, saved.resources, saved.metadata)


def restored(run):
    if run.info.latest_checkpoint is None:
        return 0
    into = run.checkpoint_dir / "restored"
    run.checkpoints.restore(run.info.latest_checkpoint, into)
    batch = int((into / "batch").read_text())
    shutil.rmtree(into)
    return batch if run.info.steps_completed else 0  # it may begin with another trial's weights


main()
