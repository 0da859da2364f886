"""`python -m determined.experimental.local_verify SCRIPT|EXPERIMENT`: does a killed and resumed training end the same?

Trains one trial twice: once to its end, once killed at random moments and resumed. Every metric of every batch, every
validation and every array of the last checkpoint must be the same, bit for bit.
"""

from __future__ import annotations

import base64
import random
import runpy
import sys
import tempfile
import time
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Optional

from determined.client.configuration import config_text, configuration
from determined.errors import InvalidExperimentException
from determined.experimental import enter, local
from determined.experimental.local_compare import checkpoint_differences, metric_differences
from determined.experimental.local_place import LocalPlace
from determined.experimental.local_process import TrialProcess, read_reports, run_dirs
from determined.experimental.local_record import COMPLETED, STOPPED, TrialRecord, now
from determined.experimental.local_search import LocalExperiment
from determined.run.spool_reader import SpoolReader

KILLS = 2
LOG_LINES = 20
SAME, DIFFERENT, UNUSABLE = 0, 1, 2


class KilledExperiment(LocalExperiment):
    """Kills its trial within random batches, so many times; a batch takes about `seconds` / `total`."""

    seconds, total = 1.0, 1
    killed: Sequence[int] = ()

    def _follow(self, trial: TrialRecord, process: TrialProcess) -> int:
        if len(self.killed) < KILLS:
            self._kill_later(trial, process)
        return super()._follow(trial, process)

    def _kill_later(self, trial: TrialRecord, process: TrialProcess) -> None:
        status: Optional[int] = None
        kill_after: Optional[int] = None
        while status is None and (kill_after is None or trial.steps < kill_after):
            status = process.wait(0.002)
            for report in process.reports():
                trial.take(report)
                if report["type"] == "metrics" and trial.checkpoints and kill_after is None:
                    left = self.total - trial.steps
                    kill_after = trial.steps + random.randint(1, max(1, int(0.6 * left)))
        if status is None and process.wait(random.uniform(0, self.seconds / self.total)) is None:
            process.kill()
            self.killed = [*self.killed, trial.steps]
            say(f"  killed after batch {trial.steps}, the newest checkpoint is of batch {trial.checkpoint_steps}")


def verify(config: Optional[Mapping[str, Any]], root: Path, words: list[str]) -> int:
    """Trains twice and compares; the exit status."""
    with tempfile.TemporaryDirectory(prefix="determined-verify-") as directory:
        full = configuration(config, words, test=False)
        local.take_one_slot(full)
        full["searcher"] = _single(full)
        full.setdefault("reproducibility", {"experiment_seed": 0})
        say("training to the end")
        whole = _experiment(LocalExperiment, Path(directory, "whole"), root, words, full)
        if (state := whole.run()) != COMPLETED:
            _say_failure(whole, state, "uninterrupted")
            return UNUSABLE
        reports = _reports(whole)
        trained = [report for report in reports if report["type"] == "metrics" and report["group"] == "training"]
        total = max(report["steps_completed"] for report in trained)
        full["min_checkpoint_period"] = {"batches": max(1, total // 6)}
        full["max_restarts"] = 10 * KILLS
        say(f"training {total} batches again, killed {KILLS} times")
        broken = _experiment(KilledExperiment, Path(directory, "broken"), root, words, full)
        broken.seconds, broken.total = _seconds(trained), total
        if (state := broken.run()) != COMPLETED:
            _say_failure(broken, state, "resumed")
            return UNUSABLE if state == STOPPED else DIFFERENT
        return _compare(whole, broken)


def _say_failure(experiment: LocalExperiment, state: str, which: str) -> None:
    """With the end of the log, which is gone with everything else that was made here."""
    if state == STOPPED:
        say(f"■ stopped during the {which} training; nothing was compared. Run the same command again for that.")
        return
    say(f"error: the {which} training failed: {experiment.failure()}")
    lines = _log_lines(run_dirs(experiment.path / "trials" / "1")[-1:])[-LOG_LINES:]
    for line in ["  the end of its log:", *(f"    {line}" for line in lines)] if lines else []:
        say(line)


def _single(config: Mapping[str, Any]) -> dict[str, Any]:
    """The configuration's own length and metric, for one trial."""
    searcher = config.get("searcher") or {}
    kept = {key: searcher[key] for key in ("metric", "smaller_is_better", "max_length", "max_steps") if key in searcher}
    if "target_trial_steps" in searcher:
        kept["max_steps"] = searcher["target_trial_steps"]
    return {**kept, "name": "single"}


def _compare(whole: LocalExperiment, broken: KilledExperiment) -> int:
    if not broken.killed:
        say("error: the training was over before it could be killed; give it more batches (searcher.max_length)")
        return UNUSABLE
    differences = metric_differences(_reports(whole), _reports(broken))
    differences += checkpoint_differences(_last_checkpoint(whole), _last_checkpoint(broken))
    if not differences:
        say(f"✔ the same, bit for bit: every metric and every weight, killed after batches {list(broken.killed)}")
        return SAME
    say(f"✗ not the same; killed after batches {list(broken.killed)}")
    for difference in differences[:8]:
        say(f"  {difference}")
    said = _warnings(broken)
    say(
        "  what the trials said of state that they cannot keep:"
        if said
        else "  the trials named no state that is missing;"
    )
    for line in said or [
        "look for what the script itself draws or remembers: os.urandom, time, a generator, a variable"
    ]:
        say(f"    {line}")
    return DIFFERENT


def _experiment(kind: Any, path: Path, root: Path, words: list[str], config: dict[str, Any]) -> Any:
    place = LocalPlace(root, words, {"DET_LOCAL_DIR": str(path)})
    place.lock()
    begun = {"config": config_text(config), "code": "", "name": "verify", "seed": 0, "time": now()}
    return kind(place, place.next(), root, begun)


def _reports(experiment: LocalExperiment) -> list[dict[str, Any]]:
    found = []
    for directory in run_dirs(experiment.path / "trials" / "1"):
        found += read_reports(SpoolReader(directory / "spool", "reports"))
    return found


def _last_checkpoint(experiment: LocalExperiment) -> Path:
    names = [report["uuid"] for report in _reports(experiment) if report["type"] == "checkpoint"]
    storage = experiment.config["checkpoint_storage"]
    root = Path(storage.get("host_path") or storage["container_path"], storage.get("storage_path") or "")
    return Path(root, names[-1])


def _seconds(trained: list[dict[str, Any]]) -> float:
    times = [time.mktime(time.strptime(report["time"][:19], "%Y-%m-%dT%H:%M:%S")) for report in trained]
    parts = [float("0." + report["time"][20:26]) for report in trained]
    return max(0.05, times[-1] + parts[-1] - times[0] - parts[0])


def _warnings(experiment: LocalExperiment) -> list[str]:
    lines = _log_lines(run_dirs(experiment.path / "trials" / "1"))
    return list(dict.fromkeys(line for line in lines if line.startswith("WARNING: ")))


def _log_lines(runs: Sequence[Path]) -> list[str]:
    logs = [directory / "log" for directory in runs]
    return [line for log in logs if log.is_file() for line in log.read_text(errors="replace").splitlines()]


def _of_experiment(number: int) -> int:
    from determined.client.determined import Determined
    from determined.run.context import unpack

    session = Determined()._session
    described = session.get(f"/api/v1/experiments/{number}")
    config = described["config"]
    words = ((config.get("internal") or {}).get("native") or {}).get("command") or []
    archive = base64.b64decode(session.get(f"/api/v1/experiments/{number}/model_def")["b64Tgz"])
    with tempfile.TemporaryDirectory() as directory:
        unpack(archive, Path(directory, "context"))
        config.pop("checkpoint_storage", None)
        return verify(config, Path(directory, "context"), [str(word) for word in words])


def _of_script(arguments: list[str]) -> int:
    class Verified(BaseException):
        """Ends the script where it would train: it was trained, twice."""

    status = UNUSABLE

    def instead(config: Optional[Mapping[str, Any]], context_dir: str, command: Optional[Sequence[str]]) -> None:
        nonlocal status
        root, words = local.script_of(context_dir, command)
        status = verify(config, root, words)
        raise Verified

    enter.instead = instead
    sys.argv = arguments
    sys.path.insert(0, str(Path(arguments[0]).resolve().parent))
    try:
        runpy.run_path(arguments[0], run_name="__main__")
        why = "ended without calling init() or create(), so there is nothing to train"
    except Verified:
        return status
    except SystemExit as left:
        why = f"ended itself by sys.exit({left.code!r}) before init() or create(), so there is nothing to train"
    except Exception as raised:
        traceback.print_exc()
        why = f"raised {type(raised).__name__} before it could train; mend that and run the same command again"
    say(f"error: {arguments[0]} {why}")
    return status


def say(line: str) -> None:
    """What people read."""
    print(line, flush=True)


def main(arguments: list[str]) -> int:
    """0 when the two are the same, 1 when they are not, 2 when that cannot be said."""
    try:
        if arguments and arguments[0].isdigit():
            return _of_experiment(int(arguments[0]))
        if not arguments or not Path(arguments[0]).is_file():
            say(f"error: there is no script {' '.join(arguments[:1])}. Give a script, or the number of an experiment.")
            return UNUSABLE
        return _of_script(arguments)
    except InvalidExperimentException as fault:
        say(f"error: {fault}")
        return UNUSABLE
    except KeyboardInterrupt:
        say("■ stopped; nothing was compared")
        return UNUSABLE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
