"""What happens before the trial runner: unpacking, the hook, a /tmp of its own."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from loop import TRAIN

from determined.run.context import CannotStart, unpack


def tar(*members: tuple[str, str, str]) -> bytes:
    """An archive of (name, kind, content or target)."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as made:
        for name, kind, content in members:
            member = tarfile.TarInfo(name)
            if kind == "file":
                member.size = len(content)
                made.addfile(member, io.BytesIO(content.encode()))
                continue
            member.type = {
                "link": tarfile.SYMTYPE,
                "hard": tarfile.LNKTYPE,
                "fifo": tarfile.FIFOTYPE,
                "dir": tarfile.DIRTYPE,
            }[kind]
            member.linkname = content
            made.addfile(member)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "members",
    [
        [("../x", "file", "x")],
        [("/etc/x", "file", "x")],
        [("a/../../x", "file", "x")],
        [("l", "link", "/etc/passwd")],
        [("l", "link", "../..")],
        [("d", "dir", ""), ("d/l", "link", "../../x")],
        [("e", "link", "."), ("l", "link", "e/..")],
        [("l", "link", "."), ("l/x", "file", "x")],
        [("l", "link", "/tmp"), ("l/x", "file", "x")],
        [("h", "hard", "/etc/passwd")],
        [("p", "fifo", "")],
    ],
    ids=str,
)
def test_nothing_in_an_archive_leaves_the_directory(tmp_path, members):
    with pytest.raises(CannotStart, match="context directory"):
        unpack(tar(*members), tmp_path / "run" / "work")
    assert not (tmp_path / "run" / "work").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run"]


def test_links_that_stay_inside_are_kept(tmp_path):
    unpack(tar(("d/x", "file", "x"), ("l", "link", "d/x"), ("d/up", "link", "../l")), tmp_path / "work")
    assert (tmp_path / "work" / "d" / "up").read_text() == "x"


def test_a_damaged_archive_is_told(tmp_path):
    with pytest.raises(CannotStart, match="damaged"):
        unpack(tar(("x", "file", "x" * 9999))[:-30], tmp_path / "work")


def test_an_archive_that_would_leave_fails_the_start(master, allocate):
    allocation = allocate({"train.py": TRAIN})
    master.context = tar(("../x", "file", "x"))
    allocation.start()
    assert "leads out of it" in allocation.exit()["failed_to_start"]


HOOKED = "import os\nprint(os.environ.get('SAID'), os.getcwd().endswith('work'), os.environ.get('LINES'))\n" + TRAIN


def test_exports_of_the_hook_reach_the_trial_and_its_cd_does_not(master, allocate):
    hook = "export SAID=yes\nexport LINES=$'a\\nb'\nnot_exported=1\ncd /\necho from the hook\nsleep 1000 &\n"
    allocation = allocate({"train.py": HOOKED, "startup-hook.sh": hook}, ("train.py", "1"))
    allocation.start()
    assert allocation.exit() == {"status": 0}
    assert master.log()[:3] == ["from the hook", "yes True a", "b"]


@pytest.mark.parametrize(
    ("hook", "words"),
    [
        ("true\n\nls /nothing/here\nexport X=1\n", ("line 3", "`ls /nothing/here`", "status 2")),
        ("f() {\n  false\n}\nf\n", ("line 2", "`false`", "status 1")),
        ("exit 7\n", ("status 7",)),
        ("if true\n", ("status",)),
    ],
)
def test_a_failing_line_of_the_hook_is_named(master, allocate, hook, words):
    allocation = allocate({"train.py": HOOKED, "startup-hook.sh": hook}, ("train.py", "1"))
    allocation.start()
    assert allocation.exit() == {"status": 1}
    (failure,) = master.reports("failure")
    assert failure["kind"] == "startup_hook"
    for word in words:
        assert word in failure["message"]
    assert not any(line.startswith("batch") for line in master.log())


def test_python_in_the_hook_is_that_of_the_trial(master, allocate):
    script = "import sys\nprint('trial', sys.executable)\n" + TRAIN
    allocation = allocate(
        {"train.py": script, "startup-hook.sh": "python -c 'import sys; print(\"hook\", sys.executable)'"},
        ("train.py", "1"),
    )
    allocation.start()
    assert allocation.exit() == {"status": 0}
    hook, trial = master.log()[:2]
    assert hook.replace("hook", "trial") == trial


def test_a_trial_that_shall_stop_before_it_began_does_not_begin(master, allocate):
    allocation = allocate(
        {"train.py": TRAIN, "startup-hook.sh": "while [ ! -e ../preempt ]; do :; done"}, ("train.py", "9")
    )
    master.preempt = True
    allocation.start()
    assert allocation.exit() == {"status": 0}
    assert [report["type"] for report in master.streams["reports"]] == ["preempted"]


def may_mount() -> bool:
    return not subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode or not (
        subprocess.run(["unshare", "--user", "--mount", "true"], capture_output=True, check=False).returncode
    )


def below_tmp() -> bool:
    """Whether harness or interpreter lie below /tmp, which a trial must then be able to see."""
    return any(Path("/tmp") in Path(path).resolve().parents for path in (__file__, sys.executable, sys.prefix))


@pytest.mark.skipif(not may_mount(), reason="the kernel gives this user no mounts of its own")
@pytest.mark.skipif(below_tmp(), reason="this checkout lies below /tmp, so trials need the common one")
def test_each_trial_has_a_tmp_of_its_own_where_the_kernel_allows(master, allocate):
    probe = Path("/var/tmp") / f"resolute-{os.getpid()}"
    mine = f"mine-{os.getpid()}"
    script = (
        f"import os, tempfile, pathlib\npathlib.Path('/tmp/{mine}').write_text('x')\n"
        "print(sorted(os.listdir('/tmp')), tempfile.gettempdir())\n" + TRAIN
    )
    try:
        allocation = allocate({"train.py": script}, ("train.py", "1"), path=probe, isolate_tmp=True)
        allocation.start()
        assert allocation.exit() == {"status": 0}
        assert master.log()[0] == f"['{mine}'] {probe}/tmp"
        assert (probe / "tmp" / mine).exists()
        assert not Path(f"/tmp/{mine}").exists()
    finally:
        shutil.rmtree(probe)


def test_a_run_directory_below_tmp_does_without(master, allocate):
    allocation = allocate({"train.py": TRAIN}, ("train.py", "1"), isolate_tmp=True)
    allocation.start()
    assert allocation.exit() == {"status": 0}
