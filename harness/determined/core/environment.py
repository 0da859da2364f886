"""What a trial's environment has other than the one that its experiment was submitted from."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path


def interpreter() -> str:
    """Version and path of the running interpreter."""
    return f"{'.'.join(map(str, sys.version_info[:3]))} {sys.executable}"


def differences(submitted: Mapping[str, str], here: Mapping[str, str], script: Path) -> list[str]:
    """Packages that the script imports, itself or through others, and that differ; one line of text each."""
    imported = _imports(script) | {name.partition(".")[0] for name in sys.modules}
    found = []
    for name in sorted(set(submitted) | set(here)):
        there, mine = submitted.get(name), here.get(name)
        if there != mine and not imported.isdisjoint(_modules(name)):
            found.append(f"{name} {mine or 'is not installed'} here, {there or 'not installed'} where it was submitted")
    return found


def _imports(script: Path) -> set[str]:
    """The first words of what the script imports; a package that is missing here never gets into `sys.modules`."""
    try:
        tree = ast.parse(script.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return set()
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def _modules(package: str) -> set[str]:
    """The modules that a package brings; by its name where it is not installed."""
    named = {re.sub(r"[-.]", "_", package)}
    try:
        files = metadata.distribution(package)
    except metadata.PackageNotFoundError:
        return named
    listed = files.read_text("top_level.txt")
    if listed is not None:
        return set(listed.split())
    tops = {file.parts[0] for file in files.files or [] if len(file.parts) > 1 or file.suffix == ".py"}
    return {top.removesuffix(".py") for top in tops if not top.endswith((".dist-info", ".data")) and top != ".."}
