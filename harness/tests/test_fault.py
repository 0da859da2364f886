"""What an exception of a script is, where it happened, and who sent a signal."""

from __future__ import annotations

import errno
import signal
from pathlib import Path

import pytest

from determined.core import fault, place
from determined.run.memory import OomKills
from determined.run.supervisor import signalled


def named(name: str, text: str, base: type[BaseException] = RuntimeError) -> BaseException:
    return type(name, (base,), {})(text)


@pytest.mark.parametrize(
    "raised",
    [
        MemoryError(),
        named("OutOfMemoryError", "CUDA out of memory. Tried to allocate 2.00 GiB"),
        named("ResourceExhaustedError", "OOM when allocating tensor with shape[9]", Exception),
        RuntimeError("std::bad_alloc"),
        RuntimeError("[enforce fail] DefaultCPUAllocator: not enough memory: you tried to allocate 9 bytes"),
        OSError(errno.ENOMEM, "Cannot allocate memory"),
    ],
)
def test_what_frameworks_say_of_memory_is_out_of_memory(raised: BaseException) -> None:
    assert fault.of_exception(raised).kind == "out_of_memory"
    assert fault.of_exception(raised).restartable


def test_a_script_that_only_speaks_of_memory_is_not_out_of_it() -> None:
    assert fault.of_exception(ValueError("the text 'out of memory' is no label")).kind == "script_raised"


def test_a_fault_is_known_by_what_it_was_raised_from() -> None:
    try:
        try:
            raise OSError(errno.ENOSPC, "No space left on device")
        except OSError as full:
            raise ValueError("cannot write the cache") from full
    except ValueError as raised:
        assert fault.of_exception(raised).kind == "storage"


@pytest.mark.parametrize(
    ("raised", "kind"),
    [
        (named("InvalidArgumentError", "loss : Tensor had NaN values"), "nan_metric"),
        (RuntimeError("Function 'MulBackward0' returned nan values in its 0th output."), "nan_metric"),
        (ImportError("no such module"), "bad_script"),
        (EOFError("EOF when reading a line"), "bad_script"),
        (EOFError("compressed file ended"), "script_raised"),
    ],
)
def test_what_is_the_same_each_time_is_not_restarted(raised: BaseException, kind: str) -> None:
    assert fault.of_exception(raised).kind == kind
    assert not fault.of_exception(raised).restartable


def test_the_place_is_the_innermost_line_of_the_users_own(tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text("import json\n\ndef read():\n    json.loads('{')\n")
    code = compile((tmp_path / "model.py").read_text(), "model.py", "exec")  # relative, as runpy gives it
    names: dict[str, object] = {}
    exec(code, names)
    with pytest.raises(ValueError) as raised:
        names["read"]()  # type: ignore[operator]
    assert place.of_exception(raised.value, tmp_path) == ("model.py", 4)


def test_code_without_a_file_has_no_place(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError) as raised:
        exec(compile("1 / 0", "<string>", "exec"))
    assert place.of_exception(raised.value, tmp_path) is None


def test_a_line_that_cannot_be_read_is_the_place(tmp_path: Path) -> None:
    with pytest.raises(SyntaxError) as raised:
        compile("x = 1\ny = (\n", str(tmp_path / "data.py"), "exec")
    assert place.of_exception(raised.value, tmp_path) == ("data.py", 2)


def test_packages_within_the_context_are_not_the_users_own(tmp_path: Path) -> None:
    code = compile("1 / 0", str(tmp_path / "lib" / "site-packages" / "p.py"), "exec")
    with pytest.raises(ZeroDivisionError) as raised:
        exec(code)
    assert place.of_exception(raised.value, tmp_path) is None


@pytest.mark.parametrize(
    ("number", "oom_killed", "told", "kind", "words"),
    [
        (signal.SIGKILL, True, False, "out_of_memory", "the kernel killed it"),
        (signal.SIGKILL, None, False, "out_of_memory", "most likely"),
        (signal.SIGKILL, False, False, "killed", "somebody else did"),
        (signal.SIGABRT, False, True, "out_of_memory", "had said"),
        (signal.SIGSEGV, False, False, "killed", "SIGSEGV"),
    ],
)
def test_who_sent_a_signal_is_said(number: int, oom_killed: bool | None, told: bool, kind: str, words: str) -> None:
    found, message = signalled(number, oom_killed, told)
    assert found == kind
    assert words in message


@pytest.mark.parametrize(
    ("group", "file"),
    [
        ("0::/a/b", "sys/fs/cgroup/a/b/memory.events"),
        ("4:memory:/a", "sys/fs/cgroup/memory/a/memory.oom_control"),
    ],
)
def test_kills_for_want_of_memory_are_counted_in_the_control_group(tmp_path: Path, group: str, file: str) -> None:
    write(tmp_path / "proc/self/cgroup", f"1:cpu:/\n{group}\n")
    write(tmp_path / "proc/vmstat", "oom_kill 0\n")
    write(tmp_path / file, "oom 3\noom_kill 1\n")
    kills = OomKills(tmp_path)
    assert kills.happened() is False
    write(tmp_path / file, "oom 4\noom_kill 2\n")
    assert kills.happened() is True


def test_without_a_control_group_the_machines_count_says_only_that_it_may_be(tmp_path: Path) -> None:
    write(tmp_path / "proc/vmstat", "pgfault 7\noom_kill 1\n")
    kills = OomKills(tmp_path)
    assert kills.happened() is False
    write(tmp_path / "proc/vmstat", "pgfault 9\noom_kill 2\n")
    assert kills.happened() is None
    assert OomKills(tmp_path / "nothing").happened() is None


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
