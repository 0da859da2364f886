"""Notebooks as scripts."""

from __future__ import annotations

import json
from pathlib import Path


class BadNotebook(Exception):  # noqa: N818 - says what it is about
    """A notebook that cannot be run as a script, with the cell and line."""


def convert(notebook: Path) -> Path:
    """Writes the code cells, without lines that begin with `!`, as `<name>__det__.py` beside the notebook."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    except (ValueError, KeyError, TypeError) as fault:
        raise BadNotebook(
            f"{notebook.name} is not a notebook: it has no list of cells. Save it again from the notebook editor, "
            "or submit a .py file."
        ) from fault
    code = [_source(cell) for cell in cells if cell.get("cell_type") == "code"]
    scripts = [_without_shell_lines(source) for source in code]
    for number, script in enumerate(scripts, start=1):
        _check(notebook.name, number, script)
    target = notebook.with_name(f"{notebook.stem}__det__.py")
    target.write_text("".join(script + "\n" for script in scripts), encoding="utf-8")
    return target


def _source(cell: dict[str, object]) -> str:
    source = cell.get("source", "")
    return "".join(source) if isinstance(source, list) else str(source)


def _without_shell_lines(source: str) -> str:
    return "\n".join(line for line in source.splitlines() if not line.lstrip().startswith("!"))


def _check(name: str, number: int, script: str) -> None:
    try:
        compile(script, f"{name}, code cell {number}", "exec")
    except SyntaxError as fault:
        magic = next((line.strip() for line in script.splitlines() if line.lstrip().startswith("%")), None)
        if magic is None:
            raise BadNotebook(
                f"{name}, code cell {number}, line {fault.lineno}: {fault.msg}. Mend the cell and submit it again."
            ) from fault
        raise BadNotebook(
            f"{name}, code cell {number} holds the magic `{magic}`, which only a notebook understands. A trial runs "
            "the cells as a plain script: remove the line, or use the Python function behind it."
        ) from fault
