"""The programs that a local experiment leans on: the launcher with the search and the picture, and a run of a trial."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Optional

from determined.core.run import FAILED
from determined.errors import InvalidExperimentException
from determined.run import hook, processes, runner
from determined.run.run_dir import RunDir, Spec
from determined.run.spool_reader import SpoolReader

HARNESS = Path(__file__).resolve().parents[2]


def launcher() -> str:
    """The `det` of this checkout, else the one on the path."""
    ours = HARNESS.parent / "det"
    found = str(ours) if ours.is_file() else shutil.which("det")
    if found is None:
        raise InvalidExperimentException(
            f"Local training needs the program det, which decides what a search tries. It is neither {ours} nor on the "
            "PATH. Put the checkout of Resolute on the PATH, or train on a cluster with mode=Mode.CLUSTER."
        )
    return found


class SearchProcess:
    """The search methods of the master, asked line by line."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [launcher(), "local-search"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )

    def tell(self, what: str, **more: Any) -> dict[str, Any]:
        """What the search does about it."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None
        line = b""
        with suppress(BrokenPipeError):
            stdin.write(json.dumps({"tell": what, **more}).encode() + b"\n")
            stdin.flush()
            line = stdout.readline()
        if not line:
            raise InvalidExperimentException(
                f"The search ended before its time, with status {self._process.wait()}. What it said is above; "
                f"`{launcher()} version` shows whether the program runs at all."
            )
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise InvalidExperimentException(answer["error"])
        return answer

    def close(self) -> None:
        """Lets it end."""
        assert self._process.stdin is not None and self._process.stdout is not None
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


class Picture:
    """Draws the progress in the terminal, and the table at the end, as `det experiment wait` does."""

    def __init__(self, directory: Path) -> None:
        for stream in (sys.stdout, sys.stderr):
            with suppress(Exception):
                stream.flush()
        command = [launcher(), "local-watch", str(directory)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)

    def finish(self) -> None:
        """Waits until it has drawn the end."""
        self._process.wait()
        self.close()

    def close(self) -> None:
        """Takes it away; nothing happens when it is gone already."""
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()


class TrialProcess:
    """One run of a trial, by the runner that the cluster uses; its reports stay in its spool."""

    def __init__(self, directory: Path, root: Path, python: str, environment: Mapping[str, str]) -> None:
        self._dir = RunDir(directory)
        directory.mkdir(parents=True)
        self._dir.work.symlink_to(root)
        self._dir.spool.mkdir()
        name = environment["DET_ALLOCATION_ID"]
        spec = Spec("", name, environment["DET_TASK_ID"], "", python, str(HARNESS), dict(environment), False)
        variables = runner.environment(spec, self._dir)
        self._reader = SpoolReader(self._dir.spool, "reports")
        self._process: Optional[subprocess.Popen[bytes]] = None
        self.hook_failure = ""
        with (directory / "log").open("ab") as log:
            if (root / hook.HOOK).is_file():
                exported, failure = hook.source(root, variables, log.fileno(), log.fileno())
                if failure is not None:
                    self.hook_failure = failure.message
                    return
                variables = exported
            self._process = subprocess.Popen(
                [python, "-m", "determined.run.trial"],
                cwd=directory,
                env=variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def reports(self) -> list[dict[str, Any]]:
        """What came since the last call."""
        return read_reports(self._reader)

    def wait(self, seconds: float) -> Optional[int]:
        """The status once it has ended; that of a signal is negative."""
        if self._process is None:
            return FAILED
        with suppress(subprocess.TimeoutExpired):
            status = self._process.wait(seconds)
            self._clear()
            return status
        return None

    def stop(self) -> None:
        """Lets it checkpoint and end."""
        self._dir.preempt()

    def kill(self) -> None:
        """Ends it at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._clear()

    def _clear(self) -> None:
        processes.kill_members(0, self._dir.path)
        self._dir.drop_short_tmp()


def read_reports(reader: SpoolReader) -> list[dict[str, Any]]:
    """All lines from where a reader stands to the end."""
    found = []
    while lines := reader.peek(1000, 4_000_000):
        found += [json.loads(line) for line in lines]
        reader.move_to(reader.next + len(lines))
    return found


def run_dirs(trial_dir: Path) -> list[Path]:
    """The runs of a trial so far, in their order."""
    found = [path for path in trial_dir.glob("run-*") if path.is_dir()]
    return sorted(found, key=lambda path: int(path.name.rpartition("-")[2]))


def interpreter(config: Mapping[str, Any]) -> str:
    """The one that the configuration names, else this process's own."""
    return str((config.get("environment") or {}).get("python") or sys.executable)


def machine_environment() -> dict[str, str]:
    """Of a trial that no master started."""
    return {"DET_MASTER": "", "DET_CLUSTER_ID": "local", "DET_AGENT_ID": os.uname().nodename, "DET_SLOT_IDS": "[0]"}
