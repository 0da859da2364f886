"""The IPython session that this process is: what was executed in it so far."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, Optional

from determined.notebook.cells import Script, plain_cell

_ended: set[int] = set()


def shell() -> Any:
    """IPython's shell, or None where this is none."""
    module = sys.modules.get("IPython")
    return None if module is None else module.get_ipython()


def end_cell(done: BaseException) -> None:
    """Raises `done` so that nothing is shown of it: the cell ends, the kernel lives."""
    running = shell()
    _ended.add(running.execution_count)
    running.set_custom_exc((type(done),), lambda *_, **__: None)
    raise done


def executed_script(context_dir: str) -> Optional[list[str]]:
    """Writes the cells executed so far as a script and as a notebook below the context directory; its command.

    None where this process is no notebook. Cells that failed, and those that submitted before, are left out.
    """
    running = shell()
    if running is None or hasattr(sys.modules.get("__main__"), "__file__") or not Path(context_dir).is_dir():
        return None
    cells, left_out = _plain(_executed(running))
    where, stem = _place(Path(context_dir).resolve())
    name = f"{stem}__det__"
    (where / f"{name}.py").write_text("".join(f"{text}\n" for _, text, _ in cells), encoding="utf-8")
    (where / f"{name}.ipynb").write_text(_notebook([raw for _, _, raw in cells]), encoding="utf-8")
    numbers = " ".join(f"[{number}]" for number, _, _ in cells)
    print(f"▸ the cells {numbers} are the script {name}.py", file=sys.stderr, flush=True)
    if left_out:
        print(f"▸ left out: {' · '.join(left_out)}", file=sys.stderr, flush=True)
    return [(where / f"{name}.py").relative_to(Path(context_dir).resolve()).as_posix()]


def _executed(running: Any) -> list[tuple[int, str]]:
    history = running.history_manager.input_hist_raw
    failed = set(getattr(running.history_manager, "exceptions", None) or {}) | _ended
    current = running.execution_count
    return [
        (number, history[number])
        for number in range(1, min(current + 1, len(history)))
        if history[number].strip() and (number == current or number not in failed)
    ]


def _plain(executed: list[tuple[int, str]]) -> tuple[list[tuple[int, str, str]], list[str]]:
    cells, left_out = [], []
    for number, raw in executed:
        try:
            plain = plain_cell(raw)
        except SyntaxError:
            plain = Script("", [f"the whole cell [{number}]"])
        left_out += plain.left_out
        if plain.text.strip():
            cells.append((number, plain.text, raw))
    return cells, left_out


def _place(root: Path) -> tuple[Path, str]:
    """Beside the notebook, by its name, where that is known and inside of the context directory."""
    named = (shell().user_ns.get("__vsc_ipynb_file__") or os.environ.get("JPY_SESSION_NAME")) or ""
    path = Path(named).absolute()
    for candidate in (path, Path.cwd() / path.name):
        if named and candidate.is_file() and root in candidate.resolve().parents:
            return candidate.resolve().parent, candidate.stem
    return root, Path(named).stem or "notebook"


def _notebook(cells: list[str]) -> str:
    empty: dict[str, Any] = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    content = {
        "cells": [{**empty, "source": raw.splitlines(keepends=True)} for raw in cells],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 4,
    }
    return json.dumps(content, indent=1) + "\n"
