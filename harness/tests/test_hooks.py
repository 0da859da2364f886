"""What the adapters use of frameworks beyond their public interface: all of it is listed, and nothing else."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

import hooks_page
import private_uses
import pytest

from determined.estimator.hooks_in_use import ESTIMATOR
from determined.framework_hooks import Framework, Hook, missing
from determined.keras.hooks_in_use import KERAS
from determined.pytorch.hooks_in_use import PYTORCH

SOURCE = private_uses.HARNESS / "determined"
ENVIRONMENTS = private_uses.HARNESS.parent / "environments"
ADAPTERS = {"keras": KERAS, "estimator": ESTIMATOR, "pytorch": PYTORCH}
BESIDE = {"keras": ("tensorflow",), "estimator": ("tensorflow",), "pytorch": ("run", "core", "train")}
#: Asks itself whether its hook is there, so that the public path may import it.
CAREFUL = ("keras", "seeds")


def files(*parts: str) -> list[Path]:
    return [path for part in parts for path in (SOURCE / part).rglob("*.py") if path.name != "hooks_in_use.py"]


def adapters() -> Any:
    return pytest.mark.parametrize(("adapter", "framework"), ADAPTERS.items(), ids=ADAPTERS)


@adapters()
def test_every_private_use_is_a_listed_hook(adapter: str, framework: Framework) -> None:
    uses = private_uses.of_files(files(adapter, *BESIDE[adapter]))
    assert uses
    assert private_uses.unlisted(uses, framework.hooks) == []


def test_no_other_part_of_the_package_uses_what_is_private() -> None:
    covered = {*ADAPTERS, "tensorflow", "run", "core", "train"}
    others = [path for path in SOURCE.rglob("*.py") if path.relative_to(SOURCE).parts[0] not in covered]
    assert len(others) > 40
    assert private_uses.unlisted(private_uses.of_files(others), ()) == []


@adapters()
def test_every_listed_hook_is_in_use(adapter: str, framework: Framework) -> None:
    text = "".join(path.read_text() for path in files(adapter, *BESIDE[adapter]))
    assert [name for hook in framework.hooks for name in hook.names if not re.search(rf"\b{name}\b", text)] == []


@adapters()
def test_a_use_whose_hooks_are_taken_off_the_list_is_missed(adapter: str, framework: Framework) -> None:
    for use in private_uses.of_files(files(adapter, *BESIDE[adapter])):
        rest = [hook for hook in framework.hooks if private_uses.unlisted([use], [hook])]
        assert len(rest) < len(framework.hooks)
        assert private_uses.unlisted([use], rest) == [use]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import torch._dynamo", "torch._dynamo"),
        ("from torch.utils.data import _utils as inner", "torch.utils.data._utils"),
        ("import torch\ntorch._C._jit()", "torch._C"),
        ("import keras\nclass A:\n def __init__(self): self._a = 1\nkeras.Model._b", "keras.Model._b"),
        ("from keras.src import backend", "keras.src.backend"),
        ("from tensorflow.python.ops import gen_random_ops as g\ng.multinomial()", "tensorflow.python.ops"),
        ("def f(estimator): return estimator._config", "_config"),
        ("def f(model): return getattr(model, '_hyper', None)", "_hyper"),
        ("import sys\nsys.modules.get('jax._src.core')", "jax._src.core"),
        ("class A(Base):\n def f(self): return self._base", "_base"),
    ],
)
def test_what_nobody_listed_is_found(source: str, found: str) -> None:
    uses = private_uses.of_source(source, "file.py")
    assert any(use.name == found or use.name.startswith(f"{found}.") for use in uses), uses
    assert private_uses.unlisted(uses, (Hook("keras:Model.other", ""), Hook("torch.optim:Adam", "")))


@pytest.mark.parametrize(
    "source",
    [
        "import torch\ntorch.optim.Adam([])",
        "class A:\n def __init__(self): self._a = 1\n\ndef f(a): return a._a",
        "import os\nos._exit(1)",
        "from typing import NamedTuple\nfields = pair._fields",
        "text = 'see torch. _not_a_module'",
    ],
)
def test_what_is_public_or_ours_is_not(source: str) -> None:
    assert private_uses.of_source(source, "file.py") == []


@adapters()
def test_what_leans_on_hooks_is_not_imported_on_the_public_path(adapter: str, framework: Framework) -> None:
    uses = private_uses.of_files(files(adapter, "tensorflow"))
    leaning = {tuple(Path(use.file).with_suffix("").parts[1:3]) for use in uses} - {CAREFUL}
    assert leaning <= {(part, name) for part in (adapter, "tensorflow") for name in private_uses.EXACT[part]}


@pytest.mark.parametrize(
    ("adapter", "public"),
    [("keras", ("context", "public", "trial")), ("estimator", ("context", "public", "trial", "managed"))],
)
def test_the_public_path_imports_nothing_that_leans_on_hooks(adapter: str, public: tuple[str, ...]) -> None:
    needed = {name for module in public for name in private_uses.imported(f"determined.{adapter}.{module}")}
    assert f"determined.{adapter}.hooks_in_use" in needed and len(needed) > 15
    exact = {f"determined.{part}.{name}" for part in (adapter, "tensorflow") for name in private_uses.EXACT[part]}
    assert needed & exact == set()
    leading = "managed" if adapter == "keras" else "exact"
    assert private_uses.imported(f"determined.{adapter}.{leading}") & exact > needed & exact


def test_the_tested_versions_are_those_that_the_lock_files_pin() -> None:
    pinned: dict[str, set[str]] = {"keras": set(), "torch": set(), "tensorflow-estimator": set()}
    for path in ENVIRONMENTS.glob("*.lock"):
        for name, version in re.findall(r"^([a-z-]+)==(\d+\.\d+)", path.read_text(), re.MULTILINE):
            if name in pinned:
                pinned[name].add(version)
    assert pinned == {
        "keras": set(KERAS.tested),
        "torch": set(PYTORCH.tested),
        "tensorflow-estimator": set(ESTIMATOR.tested),
    }


def _inner(inner: int) -> int:
    return inner


@functools.wraps(_inner)
def _wrapped(*words: int) -> int:
    return _inner(*words)


@pytest.mark.parametrize(
    ("hook", "lacks"),
    [
        (Hook("no_such_module:name", ""), ["no_such_module:name"]),
        (Hook("no_such_module", ""), ["no_such_module"]),
        (Hook("json.no_such_module", ""), ["json.no_such_module"]),
        (Hook("json:JSONDecoder.nothing", ""), ["json:JSONDecoder.nothing"]),
        (Hook("json:dumps", "", takes=("obj", "other")), ["json:dumps(other)"]),
        (Hook("json:JSONDecoder", "", holds=("memo", "_other")), ["json:JSONDecoder._other"]),
        (Hook("json:JSONDecoder", "", takes=("strict",), holds=("memo", "raw_decode")), []),
        (Hook("json:JSONDecoder", "", takes=("strict", "nothing")), ["json:JSONDecoder(nothing)"]),
        (Hook("contextlib:suppress.__enter__", "", takes=("self",)), []),
        (Hook("math:prod", "", takes=("start", "nothing")), ["math:prod(nothing)"]),
        (Hook("functools:lru_cache", "", takes=("maxsize",), holds=("_lru_cache_wrapper",)), []),
        (Hook("test_hooks:_wrapped", "", takes=("inner", "words")), ["test_hooks:_wrapped(words)"]),
        (Hook("json.decoder", ""), []),
    ],
    ids=str,
)
def test_what_is_lacking_of_a_hook_is_named(hook: Hook, lacks: list[str]) -> None:
    assert missing([hook]) == lacks


def test_the_warning_says_the_version_the_tested_ones_and_what_is_lost(caplog: Any) -> None:
    there, gone = Hook("json:dumps", ""), Hook("json:gone", "")
    framework = Framework("Frame", ("1.0", "1.2"), {}, lost="So much is lost")
    assert framework.exact("1.2.3+cpu", [there])
    assert caplog.text == ""
    assert not framework.exact("9.0.1", [there])
    assert (
        "Frame 9.0.1 is not one of the versions whose inner parts managed training is tested with (1.0, 1.2): it "
        "trains by the framework's public interface alone. So much is lost. Install one of those"
    ) in caplog.text
    assert "(1.0, 1.2) and lacks json:gone: it trains" in (framework.doubt("9.0.1", [there, gone]) or "")
    assert "Frame 1.0.7 is one of the versions" in (framework.doubt("1.0.7", [gone]) or "")
    assert "(1.0, 1.2), but lacks json:gone: it trains" in (framework.doubt("1.0.7", [gone]) or "")


def test_the_page_is_made_from_the_lists() -> None:
    how = "write it anew: .envs/dev/bin/python harness/tests/hooks_page.py"
    assert hooks_page.PAGE.read_text() == hooks_page.render(), how
