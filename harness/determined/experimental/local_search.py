"""A whole experiment without a master: its search, its trials one after another, and what is kept to go on later."""

from __future__ import annotations

import json
import secrets
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Optional

from determined.core.run import FAILED_FOR_GOOD, SUCCEEDED
from determined.experimental.local_place import LocalPlace, read_json, write_json
from determined.experimental.local_process import (
    SearchProcess,
    TrialProcess,
    interpreter,
    machine_environment,
    read_reports,
    run_dirs,
)
from determined.experimental.local_record import COMPLETED, ERRORED, RUNNING, STOPPED, TrialRecord, now
from determined.run.spool_reader import SpoolReader
from determined.train import SearcherMetric

LOOK_SECONDS = 0.2


class LocalExperiment:
    """One experiment in its directory. All is derived again from what is on disk: a killed process loses nothing.

    `experiment.json` holds what was begun, `journal.jsonl` each word told to the search, `trials/ID/run-N` the runs
    with their spools and logs, `status.json` what people and the picture are shown.
    """

    def __init__(self, place: LocalPlace, number: int, root: Path, begun: Mapping[str, Any]) -> None:
        self.number, self.path = number, place.path / str(number)
        self._root, self._begun = root, begun
        self._search = SearchProcess()
        self._trials: dict[str, TrialRecord] = {}
        self._todo: list[str] = []  # trials that have something to train or to end, in the order they were told
        self._failed = self._over = False
        self._why = ""
        self._told_steps: dict[str, int] = {}
        self._validated: dict[str, dict[str, float]] = {}
        self._running: Optional[TrialProcess] = None
        self._asked = threading.Event()
        self._answer = self._search.tell(
            "begin",
            config=begun["config"],
            seed=begun["seed"],
            checkpoints=str(self.path / "checkpoints"),
            name=begun["name"],
        )
        self.config: dict[str, Any] = self._answer["config"]
        self.metric = SearcherMetric.of(self.config, validates=True)
        self._act(self._answer)
        self._replay()
        self.show()

    # What is kept.

    def _replay(self) -> None:
        journal = self.path / "journal.jsonl"
        lines = journal.read_bytes().split(b"\n")[:-1] if journal.exists() else []
        for line in lines:
            self._apply(json.loads(line))
        for trial in self._trials.values():
            self._read_runs(trial)
        self._settle_weights()
        self._journal = journal.open("ab")

    def _read_runs(self, trial: TrialRecord) -> None:
        state, ended, early = trial.state, trial.ended, trial.stopped_early
        for directory in run_dirs(self._trial_dir(trial)):
            trial.begin_run()
            trial.started = read_json(directory / "begun.json").get("time", trial.started)
            for report in read_reports(SpoolReader(directory / "spool", "reports")):
                validated = trial.take(report)
                if validated is not None:
                    self._validated[trial.request] = validated[1]
        trial.state, trial.ended, trial.stopped_early = state, ended, early
        trial.doing = ""

    def _tell(self, what: str, trial: TrialRecord, **more: Any) -> None:
        """Kept first, then done: after a crash it is done again, with the same outcome."""
        event = {"tell": what, "trial": trial.request, "time": now(), **more}
        self._journal.write(json.dumps(event).encode() + b"\n")
        self._journal.flush()
        self._apply(event)
        self._settle_weights()

    def _settle_weights(self) -> None:
        """Keeps which checkpoint a new trial begins with: the trial it is of may train on before this one starts."""
        for trial in self._trials.values():
            if trial.source is None or trial.weights is not None:
                continue
            kept = self._trial_dir(trial) / "source.json"
            if not kept.exists():
                kept.parent.mkdir(parents=True, exist_ok=True)
                write_json(kept, {"checkpoint": self._trials[trial.source].checkpoints[0]})
            trial.weights = read_json(kept)["checkpoint"]

    def _apply(self, event: Mapping[str, Any]) -> None:
        trial = self._trials[event["trial"]]
        what = event["tell"]
        if what == "restarted":
            trial.restarts += 1
            return
        if what == "validated":
            self._told_steps[trial.request] = event["steps"]
        else:
            self._todo.remove(trial.request)
        if what in ("closed", "errored", "invalid"):
            trial.end(ERRORED if what == "errored" else COMPLETED, bool(event.get("early")))
            trial.ended = event["time"]
        told = {name: value for name, value in event.items() if name not in ("tell", "time", "early", "steps")}
        self._act(self._search.tell(what, **told))

    def _act(self, answer: Mapping[str, Any]) -> None:
        for action in answer["actions"]:
            what = action["do"]
            if what == "shutdown":
                self._over, self._failed = True, action["failed"]
            elif what == "fail":
                self._over, self._failed, self._why = True, True, action["why"]
            else:
                self._act_on(action["trial"], what, action)

    def _act_on(self, request: str, what: str, action: Mapping[str, Any]) -> None:
        if what == "create":
            trial = TrialRecord(len(self._trials) + 1, request, action["seed"], action["hparams"])
            trial.source = action.get("source")
            self._trials[request] = trial
        elif what == "train":
            self._trials[request].target = {action["unit"]: action["count"]}
        elif what == "stop":
            self._trials[request].asked_to_stop = True
        elif what == "close":
            self._trials[request].closing = True
        if request not in self._todo:
            self._todo.append(request)

    # What is done.

    def run(self) -> str:
        """Trains until the search is over or somebody interrupts; returns the state."""
        try:
            with self._interruptible():
                while self._todo and not self._why and not self._asked.is_set():
                    self._train(self._trials[self._todo[0]])
        finally:
            if self._running is not None:
                self._running.kill()
            self._search.close()
            self._journal.close()
        self.show()
        return self.state

    @property
    def state(self) -> str:
        """As the REST API names it."""
        if not self._why and (self._todo or not self._over):
            return STOPPED if self._asked.is_set() and self._running is None else RUNNING
        return ERRORED if self._failed else COMPLETED

    def _train(self, trial: TrialRecord) -> None:
        if trial.asked_to_stop or trial.closing:
            self._tell("closed", trial, early=trial.asked_to_stop)
            return
        process = self._start(trial)
        status = self._follow(trial, process)
        if status == SUCCEEDED and trial.exit_reason == "preempted" and not trial.asked_to_stop:
            trial.state = STOPPED
        elif trial.exit_reason == "invalid_hyperparameters":
            self._tell("invalid", trial, early=True)
        elif status == SUCCEEDED and trial.target and not trial.exit_reason:
            ((unit, count),) = trial.target.items()
            self._tell("reached", trial, unit=unit, count=count, metrics=self._validated.get(trial.request, {}))
        elif status == SUCCEEDED:
            self._tell("closed", trial, early=bool(trial.exit_reason))
        elif self._asked.is_set():
            trial.state = STOPPED
        elif status == FAILED_FOR_GOOD or trial.restarts >= self._answer["max_restarts"]:
            trial.failure = trial.failure or {"kind": "exit", "message": _exit_words(status)}
            self._tell("errored", trial)
        else:
            self._tell("restarted", trial)
        self.show()

    def _start(self, trial: TrialRecord) -> TrialProcess:
        runs = run_dirs(self._trial_dir(trial))
        number = int(runs[-1].name.rpartition("-")[2]) + 1 if runs else 1
        directory = self._trial_dir(trial) / f"run-{number}"
        trial.begin_run()
        task = f"{self.number}.{trial.request}"
        environment = {
            **self._answer["environment"],
            **machine_environment(),
            "DET_TASK_ID": task,
            "DET_ALLOCATION_ID": f"{task}.{number}",
            "DET_EXPERIMENT_ID": str(self.number),
            "DET_TRIAL_ID": str(trial.id),
            "DET_TRIAL_RUN_ID": str(number),
            "DET_TRIAL_SEED": str(trial.seed),
            "DET_EXPERIMENT_CONFIG": json.dumps(self._config_of(trial)),
            "DET_HPARAMS": json.dumps(trial.hparams),
            "DET_LATEST_CHECKPOINT": (trial.checkpoints or [trial.weights or ""])[0],
            "DET_EARLIER_CHECKPOINTS": " ".join(trial.checkpoints[1:]),
            "DET_STEPS_COMPLETED": str(trial.checkpoint_steps),
        }
        self._running = TrialProcess(directory, self._root, interpreter(self.config), environment)
        write_json(directory / "begun.json", {"time": trial.started})
        return self._running

    def _config_of(self, trial: TrialRecord) -> dict[str, Any]:
        """The length is the one that the search gives the trial, where it gives one."""
        searcher = self.config.get("searcher") or {}
        return {**self.config, "searcher": {**searcher, "max_length": trial.target}} if trial.target else self.config

    def _follow(self, trial: TrialRecord, process: TrialProcess) -> int:
        stopping = False
        while True:
            status = process.wait(LOOK_SECONDS)
            for report in process.reports():
                validated = trial.take(report)
                if validated is not None:
                    self._validated[trial.request] = validated[1]
                if validated is not None and validated[0] > self._told_steps.get(trial.request, -1):
                    self._tell("validated", trial, steps=validated[0], metrics=validated[1])
            if process.hook_failure:
                trial.failure = {"kind": "startup_hook", "message": process.hook_failure}
            if not stopping and (trial.asked_to_stop or self._asked.is_set()):
                stopping = True
                process.stop()
            self.show()
            if status is not None:
                self._running = None
                return status

    @contextmanager
    def _interruptible(self) -> Iterator[None]:
        """The first interrupt lets the trial checkpoint and stop, a second one kills it."""

        def interrupted(*_: Any) -> None:
            if self._asked.is_set() and self._running is not None:
                self._running.kill()
            self._asked.set()

        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, interrupted) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    # What is shown.

    def show(self) -> None:
        """Writes `status.json`."""
        trials = [{**trial.shown(self.metric), "experimentId": self.number} for trial in self._trials.values()]
        best = self.best()
        state = self.state
        experiment = {
            "id": self.number,
            "name": self.config.get("name", ""),
            "state": state,
            "startTime": self._begun["time"],
            "endTime": now() if state in (COMPLETED, ERRORED) else None,
            "numTrials": len(trials),
            "bestTrialId": best.id if best else None,
            "bestTrialSearcherMetric": best.best(self.metric) if best else None,
        }
        plan = {"trials": self._answer["trials"], "concurrent": 1, "slots": 1}
        status = {"experiment": experiment, "config": self.config, "plan": plan, "trials": trials}
        write_json(self.path / "status.json", status)

    def best(self) -> Optional[TrialRecord]:
        """The trial with the best value so far."""
        ranked = [(value, trial) for trial in self._trials.values() if (value := trial.best(self.metric)) is not None]
        if not ranked:
            return None
        choose = min if self.metric.smaller_is_better else max
        return choose(ranked, key=lambda each: each[0])[1]

    def failure(self) -> str:
        """Why the search failed, else why the first failed trial did."""
        return self._why or next((trial.failure["message"] for trial in self._trials.values() if trial.failure), "")

    def log(self, trial: TrialRecord) -> Path:
        """What its last run printed."""
        return run_dirs(self._trial_dir(trial))[-1] / "log"

    def _trial_dir(self, trial: TrialRecord) -> Path:
        return self.path / "trials" / str(trial.id)


def begin(place: LocalPlace, root: Path, identity: Mapping[str, Any]) -> tuple[LocalExperiment, list[str]]:
    """The unfinished experiment of the same script and configuration, else a new one; with what to say about that."""
    number, why = place.unfinished(identity)
    if number is not None:
        begun = read_json(place.path / str(number) / "experiment.json")
        return LocalExperiment(place, number, root, begun), [f"going on with local experiment {number}"]
    number = place.next()
    begun = {**identity, "seed": secrets.randbelow(2**31), "time": now()}
    write_json(place.path / str(number) / "experiment.json", begun)
    return LocalExperiment(place, number, root, begun), [why] if why else []


def _exit_words(status: int) -> str:
    how = f"was ended by signal {-status}" if status < 0 else f"ended with status {status}"
    return f"The trial's process {how} without saying why. Its log has what it printed."
