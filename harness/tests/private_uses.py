"""Finds in source code what it uses of frameworks beyond their public interface."""

from __future__ import annotations

import ast
import functools
import importlib
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, Optional

from determined import framework_hooks

HARNESS = Path(__file__).parents[1]
FRAMEWORKS = ("torch", "tensorflow", "tensorflow_estimator", "keras", "tf_keras", "jax")
#: Packages within them that their documentation does not know.
INNER = {"keras": ("src",), "tensorflow": ("python", "core"), "tensorflow_estimator": ("python",)}
#: What leans on hooks, by adapter: the public path imports none of these.
EXACT = {
    "keras": (
        *("backends", "data", "dataset_source", "hooks", "internals", "loop", "managed", "model_file", "ranked_loop"),
        *("randomness", "snapshot"),
    ),
    "estimator": ("exact", "hidden_state", "randomness", "saved_position", "stop_hooks"),
    "pytorch": (),
    "tensorflow": ("random_ops",),
}
_OF_TUPLES = {"_asdict", "_fields", "_make", "_replace"}
_NONE: frozenset[str] = frozenset()
_BY_NAME = {"delattr", "getattr", "hasattr", "setattr"}


class Use(NamedTuple):
    """A dotted path from a module on, or the bare name of a member."""

    name: str
    file: str
    line: int

    def among(self, dotted: Iterable[str], names: Iterable[str]) -> bool:
        """Whether it is one of these places, or of these members."""
        if "." not in self.name:
            return self.name in names
        return any(f"{place}.".startswith(f"{self.name}.") or self.name.startswith(f"{place}.") for place in dotted)


def unlisted(uses: Iterable[Use], hooks: Iterable[Any]) -> list[Use]:
    """Those that no hook is listed for."""
    hooks = list(hooks)
    dotted = [hook.place.replace(":", ".") for hook in hooks]
    names = {name for hook in hooks for name in hook.names}
    return [use for use in uses if not use.among(dotted, names)]


def of_files(paths: Iterable[Path]) -> list[Use]:
    return [use for path in sorted(paths) for use in _of_file(path)]


@functools.cache
def _all_members() -> frozenset[str]:
    paths = (HARNESS / "determined").rglob("*.py")
    return frozenset(name for path in paths for name in members(_parsed(path)))


def _of_file(path: Path) -> list[Use]:
    file = path.relative_to(HARNESS)
    inherited = _all_members()
    ours = _NONE if file.parts[1] in EXACT else inherited  # beside the adapters nothing of frameworks has members
    return _of_tree(_parsed(path), str(file), inherited, ours)


def of_source(source: str, file: str) -> list[Use]:
    """In the order of the source."""
    return _of_tree(ast.parse(source), file, _NONE, _NONE)


def _of_tree(tree: ast.Module, file: str, inherited: frozenset[str], ours: frozenset[str]) -> list[Use]:
    """`inherited` are members that `self` may have from elsewhere, `ours` anything."""
    found = _Finder(tree, inherited, ours).found()
    return sorted({Use(name, file, line) for name, line in found}, key=lambda use: use[1:])


def collisions(package: str) -> Iterator[tuple[str, str]]:
    """Members that a class of the package gives itself and that a class of a framework below it knows, too."""
    for path in sorted((HARNESS / package.replace(".", "/")).rglob("*.py")):
        name = ".".join(path.relative_to(HARNESS).with_suffix("").parts).removesuffix(".__init__")
        try:
            module = importlib.import_module(name)
        except ImportError:  # of another back end
            continue
        for node in _parsed(path).body:
            kind = getattr(module, node.name, None) if isinstance(node, ast.ClassDef) else None
            foreign = [base for base in getattr(kind, "__mro__", ()) if base.__module__.partition(".")[0] in FRAMEWORKS]
            known = {known for base in foreign for known in framework_hooks.members(base)}
            yield from ((kind.__name__, own) for own in sorted(set(members(node)) & known) if _is_hidden(own))


def imported(name: str, seen: Optional[set[str]] = None) -> set[str]:
    """The modules of the package that this one needs to be imported, and those they need; itself too."""
    seen = set() if seen is None else seen
    place = HARNESS / name.replace(".", "/")
    path = place.with_suffix(".py") if place.with_suffix(".py").exists() else place / "__init__.py"
    if name in seen or not path.exists():
        return seen
    seen.add(name)
    for node in _at_import(_parsed(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("determined"):
            for below in node.names:
                imported(f"{node.module}.{below.name}", seen)
            imported(str(node.module), seen)
    return seen


def _at_import(tree: ast.AST) -> Iterator[ast.AST]:
    """What runs when the module is imported."""
    for node in ast.iter_child_nodes(tree):
        checked = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        if not checked and not isinstance(node, (ast.FunctionDef, ast.Lambda)):
            yield node
            yield from _at_import(node)


def is_private(path: str) -> bool:
    """Whether a dotted path leads into what a framework keeps to itself."""
    root, *rest = path.split(".")
    if root not in FRAMEWORKS or not rest:
        return False
    return rest[0] in INNER.get(root, ()) or any(_is_hidden(part) for part in rest)


def _is_hidden(name: str) -> bool:
    return name.startswith("_") and not name.endswith("_") and name not in _OF_TUPLES


class _Finder:
    """The names of a module that stand for modules, and where it reaches into frameworks."""

    def __init__(self, tree: ast.Module, inherited: frozenset[str], ours: frozenset[str]) -> None:
        self._tree = tree
        self._inherited = inherited
        self._own = {*members(tree), *ours}
        self._stands_for: dict[str, str] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for name in node.names:
                    root = name.name.partition(".")[0]
                    self._stands_for[name.asname or root] = name.name if name.asname else root
            elif isinstance(node, ast.ImportFrom) and node.module:
                for name in node.names:
                    self._stands_for[name.asname or name.name] = f"{node.module}.{name.name}"

    def found(self) -> Iterator[tuple[str, int]]:
        for node in ast.walk(self._tree):
            for name in self._of(node):
                yield name, node.lineno

    def _of(self, node: Any) -> Iterator[str]:
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if is_private(name.name))
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = [f"{node.module}.{name.name}" for name in node.names]
            yield from (path for path in whole if is_private(path))
        elif isinstance(node, ast.Attribute):
            yield from self._of_attribute(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if is_private(node.value) and all(part.isidentifier() for part in node.value.split(".")):
                yield node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _BY_NAME:
            asked = node.args[1] if len(node.args) > 1 else None
            if isinstance(asked, ast.Constant) and isinstance(asked.value, str) and _is_hidden(asked.value):
                yield asked.value

    def _of_attribute(self, node: ast.Attribute) -> Iterator[str]:
        path = self._path(node)
        if path is not None and is_private(path):
            yield path
        elif _is_hidden(node.attr) and not self._is_own(node) and not self._is_ours(node.value):
            yield node.attr

    def _is_own(self, node: ast.Attribute) -> bool:
        return node.attr in self._own or (_is_self(node.value) and node.attr in self._inherited)

    def _path(self, node: ast.AST) -> Optional[str]:
        """From a module on, where it begins with one."""
        if isinstance(node, ast.Name):
            return self._stands_for.get(node.id)
        if isinstance(node, ast.Attribute):
            above = self._path(node.value)
            return None if above is None else f"{above}.{node.attr}"
        return None

    def _is_ours(self, owner: ast.AST) -> bool:
        path = self._path(owner) or ""
        return path.partition(".")[0] in {"determined", *sys.stdlib_module_names}


@functools.cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def members(tree: ast.AST) -> Iterator[str]:
    """What the classes in it give their objects."""
    for kind in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        for node in ast.walk(kind):
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                yield node.name
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and _is_self(node.value):
                yield node.attr
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                yield node.target.id
            elif isinstance(node, ast.Assign):
                yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _is_self(node: ast.AST) -> bool:
    """Also what `super()` gives."""
    if isinstance(node, ast.Call):
        node = node.func
    return isinstance(node, ast.Name) and node.id in ("self", "super")
