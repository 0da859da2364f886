"""The cells of a notebook as plain Python. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

# Cell magics whose body is Python that runs where the cell does.
_TRANSPARENT = ("capture", "time", "timeit", "prun")
_MAGIC = re.compile(r"\s*(?:[%!?]|\w[\w.]*\s*(?:,\s*\w+\s*)*=\s*[%!]\s*\w|.*\w\?{1,2}\s*$)")


@dataclass(frozen=True)
class Script:
    """Python text, and the lines that were left out of it because only a notebook understands them."""

    text: str
    left_out: list[str]


def plain_cell(source: str) -> Script:
    """One cell without magics and shell lines; SyntaxError when the rest is no Python."""
    if _compiles(source):
        return Script(source, [])
    lines, left_out = source.splitlines(), []
    first = next((line.strip() for line in lines if line.strip()), "")
    if first.startswith("%%"):
        left_out.append(first)
        at = next(number for number, line in enumerate(lines) if line.strip())
        body = "\n".join(["", *lines[at + 1 :]])
        if first[2:].split(maxsplit=1)[0] not in _TRANSPARENT:
            return Script("", left_out)
        inner = plain_cell(body)
        return Script(inner.text, left_out + inner.left_out)
    kept = []
    for line in lines:
        if _MAGIC.match(line):
            left_out.append(line.strip())
            # A statement in its place keeps a block from being empty, and the numbers of the lines.
            kept.append(line[: len(line) - len(line.lstrip())] + "pass")
        else:
            kept.append(line)
    text = "\n".join(kept)
    compile(text, "cell", "exec")
    return Script(text, left_out)


def script(cells: Iterable[tuple[str, str]]) -> Script:
    """Named cells as one script; SyntaxError whose `filename` is the name of a cell that is no Python."""
    texts, left_out = [], []
    for name, source in cells:
        try:
            plain = plain_cell(source)
        except SyntaxError as fault:
            fault.filename = name
            raise
        texts.append(plain.text + "\n")
        left_out += plain.left_out
    return Script("".join(texts), left_out)


def _compiles(source: str) -> bool:
    try:
        compile(source, "cell", "exec")
    except SyntaxError:
        return False
    return True
