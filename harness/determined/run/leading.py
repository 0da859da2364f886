"""The imports that a script begins with: those of installed packages before which it does nothing else.

What they import is the same whenever it is imported, as the script had no occasion to change anything before.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, Optional


class Import(NamedTuple):
    """`import module`, or `from module import names`."""

    module: str
    names: tuple[str, ...] = ()

    def perform(self) -> None:
        """Imports it, as the statement would."""
        __import__(self.module, None, None, self.names, 0)


def leading(root: Path, script: str) -> list[Import]:
    """Those of a script in the context directory `root`, in order, also within the modules there that it imports."""
    reader = _Reader(root)
    reader.read(root / script, "")
    return reader.found


class _Reader:
    def __init__(self, root: Path) -> None:
        self.found: list[Import] = []
        self._root, self._read, self._goes_on = root, set[Path](), True

    def read(self, file: Path, package: str) -> None:
        if file in self._read:
            return
        self._read.add(file)
        try:
            statements = ast.parse(file.read_bytes()).body
        except (OSError, SyntaxError, ValueError):
            self._goes_on = False
            return
        for statement in statements:
            if isinstance(statement, ast.Import):
                for alias in statement.names:
                    self._meets(Import(alias.name))
            elif isinstance(statement, ast.ImportFrom):
                self._meets(_absolute(statement, package))
            elif not _is_plain(statement):
                self._goes_on = False
            if not self._goes_on:
                return

    def _meets(self, given: Optional[Import]) -> None:
        """Goes through what an import statement runs."""
        if given is None:
            self._goes_on = False
            return
        top = given.module.partition(".")[0]
        if (self._root / top).exists() or (self._root / f"{top}.py").exists():
            self._enter(given)
        elif self._goes_on and top not in sys.stdlib_module_names:
            self.found.append(given)

    def _enter(self, given: Import) -> None:
        parts = given.module.split(".")
        whole = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
        below = [f"{whole[-1]}/{name}" for name in given.names if self._file(f"{whole[-1]}/{name}") is not None]
        for place in [*whole, *below]:
            file = self._file(place)
            if file is None:
                self._goes_on = False
            if file is None or not self._goes_on:
                return
            name = place.replace("/", ".")
            self.read(file, name if file.name == "__init__.py" else name.rpartition(".")[0])

    def _file(self, place: str) -> Optional[Path]:
        candidates = [self._root / place / "__init__.py", self._root / f"{place}.py"]
        return next((candidate for candidate in candidates if candidate.is_file()), None)


def _absolute(statement: ast.ImportFrom, package: str) -> Optional[Import]:
    names = tuple(alias.name for alias in statement.names)
    if not statement.level:
        return Import(statement.module or "", names)
    parts = package.split(".") if package else []
    if len(parts) < statement.level:
        return None
    base = parts[: len(parts) - statement.level + 1]
    return Import(".".join([*base, statement.module] if statement.module else base), names)


def _is_plain(statement: ast.stmt) -> bool:
    """Whether it only gives names to what it holds: nothing is called, nothing that is elsewhere is changed."""
    if isinstance(statement, ast.Pass):
        return True
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    if isinstance(statement, ast.Assign):
        return all(isinstance(target, ast.Name) for target in statement.targets) and _are_values([statement.value])
    if isinstance(statement, ast.AnnAssign):
        return isinstance(statement.target, ast.Name) and _are_values([statement.annotation, statement.value])
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return not statement.decorator_list and _is_plain_signature(statement)
    if isinstance(statement, ast.ClassDef):
        bare = not statement.decorator_list and not statement.keywords
        return bare and _are_values(statement.bases) and all(map(_is_plain, statement.body))
    return False


def _is_plain_signature(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    given = function.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    annotations = [argument.annotation for argument in every if argument is not None]
    return _are_values([*annotations, *given.defaults, *given.kw_defaults, function.returns])


def _are_values(expressions: Iterable[Optional[ast.expr]]) -> bool:
    """Whether they hold nothing but names, constants, and tuples, lists, dictionaries and subscripts of such."""
    parts = (part for given in expressions if given is not None for part in ast.walk(given))
    return all(isinstance(part, _VALUES) for part in parts)


_VALUES = (
    ast.Constant,
    ast.Name,
    ast.Attribute,
    ast.Subscript,
    ast.Tuple,
    ast.List,
    ast.Dict,
    ast.UnaryOp,
    ast.BinOp,
    ast.unaryop,
    ast.operator,
    ast.expr_context,
)
