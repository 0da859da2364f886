"""Names of directories that objects hold."""

from __future__ import annotations

from collections import OrderedDict

import pytest

from determined.run.kept import CannotReplaceError, Kept

HELD = []  # what the tests let this module hold


class Holder:
    def __init__(self, text):
        self.text = text


class Slotted:
    __slots__ = ("text",)

    def __init__(self, text):
        self.text = text


def fresh(*parts):
    return "/".join(["", *parts])


@pytest.fixture(autouse=True)
def empty():
    yield
    HELD.clear()


def test_all_that_can_be_replaced_is():
    HELD.extend([{"a": fresh("one", "x")}, Holder(fresh("one", "y")), fresh("one"), [fresh("one", "z")], "/two"])
    HELD.append(({"deep": fresh("one", "w")},))
    HELD.append({"before": 1, fresh("one", "key"): 2})
    kept = Kept()
    kept.look(fresh("one"))
    assert len(kept) == 5
    kept.replace("/other/place")
    assert [HELD[0]["a"], HELD[1].text, *HELD[2:5]] == [
        "/other/place/x",
        "/other/place/y",
        "/other/place",
        ["/other/place/z"],
        "/two",
    ]
    assert list(HELD[6].items()) == [("before", 1), ("/other/place/key", 2)]
    assert HELD[5][0]["deep"] == "/other/place/w"


@pytest.mark.parametrize(
    "make",
    [
        lambda text: (text,),
        Slotted,
        lambda text: OrderedDict({text: 1}),
        lambda text: {text},
        lambda text: {"a": text.encode()},
    ],
    ids=["tuple", "slot", "key", "set", "bytes"],
)
def test_what_cannot_be_replaced_is_told(make):
    HELD.append(make(fresh("one", str(make))))
    with pytest.raises(CannotReplaceError):
        Kept().look(fresh("one", str(make)))
