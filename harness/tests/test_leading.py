"""The imports that a script begins with."""

from __future__ import annotations

import pytest

from determined.run.leading import leading


def found(tmp_path, **files: str) -> list[str]:
    for name, text in files.items():
        path = tmp_path / f"{name.replace('__', '/', 1)}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return [":".join([each.module, *each.names]) for each in leading(tmp_path, "train.py")]


def test_packages_are_found_in_order_and_the_standard_library_is_not(tmp_path):
    head = '"""Doc."""\nfrom __future__ import annotations\nimport os, b.c as x\n'
    script = f"{head}from a import d, e\nRATE: float = -1.0\nimport f"
    assert found(tmp_path, train=script) == ["b.c", "a:d:e", "f"]


@pytest.mark.parametrize(
    "statement",
    [
        'os.environ["X"] = "1"',
        "warnings.filterwarnings('ignore')",
        "torch.backends.cudnn.benchmark = True",
        "def f(x=len('')): pass",
        "@decorated\ndef f(): pass",
        "class C(metaclass=M): pass",
        "class C:\n    x = call()",
        "try:\n    import b\nexcept ImportError: pass",
        "if True: import b",
        "with x: import b",
        "x = [f() for f in y]",
        "x = (y := 1)",
        "del sys.path",
        "raise SystemExit",
    ],
)
def test_what_does_anything_ends_them(tmp_path, statement):
    assert found(tmp_path, train=f"import a\n{statement}\nimport c") == ["a"]


@pytest.mark.parametrize(
    "statement",
    [
        "x = 1, [2], {'a': -3}",
        "def f(x: t.T = 1, *, y=None) -> int:\n    call()",
        "class C(t.M):\n    y = 1\n    def f(self): call()",
        "...",
    ],
)
def test_what_only_names_something_does_not(tmp_path, statement):
    assert found(tmp_path, train=f"import a\n{statement}\nimport c") == ["a", "c"]


def test_modules_of_the_users_are_gone_through(tmp_path):
    files = {
        "mine": "import a\ndef f(): pass",
        "pack____init__": "import b",
        "pack__part": "from . import other\nimport d",
    }
    assert found(tmp_path, train="import mine\nfrom pack import part\nimport e", pack__other="import c", **files) == [
        *"abcde"
    ]


def test_a_module_of_the_users_that_does_something_ends_them(tmp_path):
    assert found(tmp_path, train="import mine\nimport b", mine="import a\nprint()") == ["a"]


def test_a_module_of_the_users_that_cannot_be_read_ends_them(tmp_path):
    assert found(tmp_path, train="import a\nimport mine\nimport b", mine="import") == ["a"]
