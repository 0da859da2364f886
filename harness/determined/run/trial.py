"""`python -m determined.run.trial`: runs the user's script as one run of a trial, and judges how it ended."""

from __future__ import annotations

import atexit
import ctypes
import logging
import os
import runpy
import signal
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import NoReturn, Optional

from determined.client.packages import installed
from determined.core import Rank, Run, TrialInfo, fault, place, set_current
from determined.core.code import Code
from determined.core.environment import interpreter
from determined.core.rank_reports import of_rank
from determined.core.run import FAILED, FAILED_FOR_GOOD, SUCCEEDED
from determined.errors import StopLoadingImplementation, StorageError, TrialFailed
from determined.run import ahead
from determined.run.notebook import BadNotebook, convert
from determined.run.pulse import beat
from determined.train import TrialFailure
from determined.trial import import_class, train_class

logger = logging.getLogger("determined")

_DIE_WITH_PARENT = 1


def main() -> int:
    """Returns the exit status of the trial protocol."""
    die_with_supervisor()
    began = dict(os.environ)
    info, rank = TrialInfo.from_environ(began), Rank.from_environ(began)
    beat(info.run_dir, rank.rank)
    start_logging(debug=bool(info.config.get("debug")))
    try:
        run = Run.open(info, rank)
    except (ValueError, KeyError) as unusable:
        reports = of_rank(info.run_dir, rank.rank, rank.size, logger.warning)
        message = f"The checkpoint storage cannot be used: {unusable}"
        logger.error("%s", message)
        reports.failure("storage", message, restartable=False)
        reports.close()
        return FAILED_FOR_GOOD
    run.reports.state("starting")
    run.reports.environment(installed(), interpreter())
    os.chdir(info.work_dir)
    run.code = Code(info.work_dir) if run.chief else None
    if run.chief:
        run.when_training = lambda: ahead.record(info.run_dir, info.script, began)
    set_current(run)
    try:
        run_script(run)
    except (StopLoadingImplementation, TrialFailed):
        pass
    finally:
        set_current(None)
    status = FAILED if run.status is None else run.status
    run.reports.close()
    return status


def run_script(run: Run) -> None:
    """Runs the script; afterwards the outcome of the run is settled."""
    try:
        if run.chief:
            run.checkpoints.check()
        if run.info.trial_class:
            train_entrypoint(run)
        execute(script_command(run), run.info.work_dir)
    except (StopLoadingImplementation, TrialFailed):
        return
    except StorageError as failure:
        refused = isinstance(failure.__cause__, (PermissionError, NotADirectoryError))
        run.record_failure("storage", str(failure), restartable=not refused)
    except BadNotebook as failure:
        run.record_failure("bad_script", str(failure), restartable=False)
    except SystemExit as stop:
        _exited(run, stop)
    except BaseException as raised:
        _raised(run, raised)
    else:
        _ended(run)


def script_command(run: Run) -> list[str]:
    """The command of the configuration with a notebook turned into a script."""
    command = run.info.command
    if not command:
        run.fail(
            "bad_script",
            "The experiment names no script: internal.native.command is empty. Submit it by init() from a script.",
            restartable=False,
        )
    if not (run.info.work_dir / command[0]).is_file():
        run.fail(
            "bad_script",
            f"The script {command[0]} is not in the context directory, so there is nothing to run. "
            "Check context_dir, command and .detignore of the submission.",
            restartable=False,
        )
    if command[0].endswith(".ipynb"):
        return [str(convert(run.info.work_dir / command[0]).relative_to(run.info.work_dir)), *command[1:]]
    return command


def train_entrypoint(run: Run) -> NoReturn:
    """Trains the class that the configuration names, as `create` in a script would."""
    _take_place([run.info.script], run.info.work_dir)
    try:
        trial_class = import_class(run.info.trial_class)
    except TrialFailure as failure:
        run.fail(failure.kind, failure.message, failure.restartable)
    run.initialise()
    train_class(trial_class, run)


def execute(command: list[str], root: Path) -> None:
    """Runs the script as `python script arguments` in the context directory would."""
    _take_place(command, root)
    runpy.run_path(command[0], run_name="__main__")


def _take_place(command: list[str], root: Path) -> None:
    if sys.path[0] == os.environ["DET_RUN_DIR"]:
        del sys.path[0]
    sys.path.insert(0, str(root))
    sys.argv = list(command)


def _swallowed(run: Run) -> bool:
    """Whether the outcome is settled, so that the script has gone on after its training; says so if it succeeded."""
    if run.status == SUCCEEDED:
        logger.warning(
            "the script caught the stop that ends it after training (a bare `except:`, perhaps) and ran on to its end; "
            "that does no harm, but what it did after the training call ran on the cluster too"
        )
    return run.status is not None


def _ended(run: Run) -> None:
    if _swallowed(run):
        return
    if run.loop_started:
        kind, what = "training_interrupted", "The script ended although its training had not"
        todo = "It seems to catch an exception of the training call; see the log, and let the exception through."
    elif run.initialised:
        kind = "no_training_loop"
        what = "The script ended without training: after init() it never called fit() or train_and_evaluate()"
        todo = "Call it after init(), in the run of the script that the cluster makes too."
    else:
        kind, what = "no_training_loop", "The script ended without training: it called neither init() nor fit()"
        todo = "Check that command names the script that calls init()."
    message = f"{what}. {todo}"
    run.record_failure(kind, message, restartable=run.loop_started)


def _exited(run: Run, stop: SystemExit) -> None:
    if _swallowed(run):
        return
    where = "during training" if run.loop_started else "before its training loop"
    code = "" if stop.code is None else repr(stop.code)
    message = (
        f"The script called sys.exit({code}) {where}{_place(run, stop)}. A trial "
        "ends when its training does, so this run has no result. Remove the call, or "
        "make it depend on where the script runs."
    )
    found = place.of_exception(stop, run.info.work_dir)
    run.record_failure("script_exited", message, restartable=False, place=found)


def _raised(run: Run, raised: BaseException) -> None:
    print_traceback(raised)
    if _swallowed(run):
        return
    summary = "".join(traceback.format_exception_only(type(raised), raised)).strip().splitlines()[-1]
    found = fault.of_exception(raised)
    message = f"The script raised {summary}{_place(run, raised)}. {found.todo}"
    run.record_failure(found.kind, message, found.restartable, place.of_exception(raised, run.info.work_dir))


def print_traceback(raised: BaseException) -> None:
    """The traceback as the script's own run would print it: without the frames that led to the script."""
    frames = raised.__traceback__
    while frames is not None and _ours(frames.tb_frame.f_code.co_filename):
        frames = frames.tb_next
    traceback.print_exception(type(raised), raised, frames)
    sys.stderr.flush()


def _place(run: Run, raised: BaseException) -> str:
    """The innermost line of the user's own code, as ` (train.py:12)`."""
    found = place.of_exception(raised, run.info.work_dir)
    return f" ({found})" if found else ""


def _ours(filename: str) -> bool:
    return filename == __file__ or filename.startswith("<frozen runpy") or Path(filename).name == "runpy.py"


def start_logging(debug: bool) -> None:
    """One handler on standard output, `LEVEL: message`, as scripts of this API expect."""
    root = logging.getLogger()
    for handler in list(root.handlers):
        root.removeHandler(handler)
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    root.addHandler(handler)
    wanted = debug or os.environ.get("DET_DEBUG", "").lower() in ("1", "true", "yes")
    root.setLevel(logging.DEBUG if wanted else logging.INFO)


def die_with_supervisor() -> None:
    """A trial without a supervisor would report to nobody; the kernel ends it when its supervisor is gone."""
    parent = os.getppid()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def end(status: int) -> NoReturn:
    """Ends the process without waiting for threads that the script left behind; exit functions run."""
    with suppress(BaseException):
        atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):
            stream.flush()
    os._exit(status)


def status_of_main() -> int:
    """`main`, with a fault of our own told in the log rather than lost."""
    result: Optional[int] = None
    try:
        result = main()
    except KeyError as missing:
        print(f"ERROR: the variable {missing} is not set: this module is started by the cluster", file=sys.stderr)
        result = FAILED_FOR_GOOD
    except BaseException:
        traceback.print_exc()
    return FAILED if result is None else result


if __name__ == "__main__":
    end(status_of_main())
