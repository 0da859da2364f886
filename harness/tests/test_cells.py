"""Cells of a notebook as plain Python."""

from __future__ import annotations

import pytest

from determined.notebook.cells import plain_cell, script


@pytest.mark.parametrize(
    ("cell", "text", "left_out"),
    [
        ("x = 1\ny = x % 2", "x = 1\ny = x % 2", []),
        ("print('%d'\n% 5)", "print('%d'\n% 5)", []),
        ("%matplotlib inline\nx = 1", "pass\nx = 1", ["%matplotlib inline"]),
        ("if x:\n    !pip install y\nz = 2", "if x:\n    pass\nz = 2", ["!pip install y"]),
        ("files = !ls\nhere = %pwd\nx = 1", "pass\npass\nx = 1", ["files = !ls", "here = %pwd"]),
        ("x.append?\nx = 1", "pass\nx = 1", ["x.append?"]),
        ("%%bash\nls -l", "", ["%%bash"]),
        ("%%time\nx = 1\n%reset", "\nx = 1\npass", ["%%time", "%reset"]),
        ("text = '''\n%not a magic\n'''", "text = '''\n%not a magic\n'''", []),
    ],
)
def test_what_only_a_notebook_understands_is_left_out_and_listed(cell, text, left_out):
    plain = plain_cell(cell)
    assert (plain.text, plain.left_out) == (text, left_out)


def test_a_cell_that_is_no_python_is_named():
    with pytest.raises(SyntaxError) as fault:
        script([("cell 1", "x = 1"), ("cell 2", "x = (")])
    assert fault.value.filename == "cell 2"
