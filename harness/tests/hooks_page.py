"""Writes docs/development/hooks.md from the lists of the adapters: `python harness/tests/hooks_page.py`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from determined.estimator.hooks_in_use import ESTIMATOR
from determined.framework_hooks import Framework, Hook
from determined.keras.hooks_in_use import KERAS
from determined.pytorch.hooks_in_use import PYTORCH

PAGE = Path(__file__).resolve().parents[2] / "docs" / "development" / "hooks.md"

HEAD = """# Hooks into frameworks

To go on exactly, the loops lean on parts of the frameworks that these do not document. Each adapter lists its own in
`hooks_in_use.py`; this page is made from the lists (`.envs/dev/bin/python harness/tests/hooks_page.py`).

- `exact()` (of PyTorch: `doubt()`) looks at the version and at every hook before training. On a version that is not
  listed, or without one of its hooks, a warning says what is lost and training goes by the public interface.
- `harness/tests/test_hooks.py` reads the source: what is private and not listed fails, and so does a listed hook that
  nothing uses, a lock file with a version that is not listed, and an import of such source on the public path.
- `test_hooks.py` of each adapter looks for the hooks in the pinned version: there, with the parameters and members.
- Another version: change the lock file, see what fails, mend it, run the adapter's slow suite, and list the version.
"""


def render() -> str:
    """The page."""
    parts = [HEAD]
    for title, framework in (("Keras", KERAS), ("Estimator", ESTIMATOR), ("PyTorch", PYTORCH)):
        parts.append(_section(title, framework))
    return "\n".join(parts)


def _section(title: str, framework: Framework) -> str:
    lines = [f"## {title}", "", f"Tested with {framework.name} {', '.join(framework.tested)}. {framework.lost}.", ""]
    for group, hooks in framework.groups.items():
        if len(framework.groups) > 1:
            lines += [f"### {title}: {group}", ""]
        lines += ["| hook | what for | without it |", "|---|---|---|", *map(_row, hooks), ""]
    return "\n".join(lines)


def _row(hook: Hook) -> str:
    module, _, path = hook.place.partition(":")
    shape = f"({', '.join(hook.takes)})" if hook.takes else ""
    members = "".join(f"; `{name}`" for name in hook.holds)
    place = f"`{module}`" if not path else f"`{module}` `{path}{shape}`"
    return f"| {place}{members} | {hook.purpose} | {hook.without} |"


if __name__ == "__main__":
    PAGE.write_text(render())
