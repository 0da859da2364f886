"""Notebooks as scripts."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path

from determined.notebook.cells import script

logger = logging.getLogger("determined")


class BadNotebook(Exception):  # noqa: N818 - says what it is about
    """A notebook that cannot be run as a script, with the cell and line."""


def convert(notebook: Path) -> Path:
    """Writes the code cells, without magics and shell lines, as `<name>__det__.py` beside the notebook."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    except (ValueError, KeyError, TypeError) as fault:
        raise BadNotebook(
            f"{notebook.name} is not a notebook: it has no list of cells. Save it again from the notebook editor, "
            "or submit a .py file."
        ) from fault
    sources = [_source(cell) for cell in cells if cell.get("cell_type") == "code"]
    try:
        plain = script((f"code cell {number}", source) for number, source in enumerate(sources, start=1))
    except SyntaxError as fault:
        raise BadNotebook(
            f"{notebook.name}, {fault.filename}, line {fault.lineno}: {fault.msg}. Mend the cell and submit it again."
        ) from fault
    if plain.left_out:
        logger.info("of %s is left out what only a notebook understands: %s", notebook.name, " · ".join(plain.left_out))
    target = notebook.with_name(f"{notebook.stem}__det__.py")
    # Every process of a trial on several slots writes it.
    fresh = target.with_name(f"{target.name}.{os.getpid()}")
    fresh.write_text(plain.text, encoding="utf-8")
    return fresh.replace(target)


def _source(cell: dict[str, object]) -> str:
    source = cell.get("source", "")
    return "".join(source) if isinstance(source, list) else str(source)
