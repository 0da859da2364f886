"""`.detignore` against git itself."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from determined.client.ignore import IgnoreRules

NAMES = [
    "a",
    "b",
    "ab",
    "a.txt",
    "b.txt",
    "data",
    "x1",
    "x2",
    "a b",
    "[x]",
    "build",
    "foo",
    "!keep",
    "#note",
    "a\\b",
]

CASES = [
    ["*.txt"],
    ["*.txt", "!b.txt"],
    ["/a"],
    ["data/"],
    ["data/*", "!data/a"],
    ["data", "!data/a"],
    ["**/foo"],
    ["foo/**"],
    ["a/**/b"],
    ["**/a/b"],
    ["a/**"],
    ["**"],
    ["**/"],
    ["*/"],
    ["/*/", "!/data/"],
    ["*", "!*/", "!*.txt"],
    ["x[12]"],
    ["x[!1]"],
    ["x[^1]"],
    ["[[:alpha:]]"],
    ["x[[:digit:]]"],
    ["[a-b]"],
    ["[]x]*"],
    ["[x"],
    ["\\!keep"],
    ["\\#note"],
    ["# note", "#note"],
    ["a\\ b"],
    ["a b  "],
    ["a\\\\b"],
    ["\\[x\\]"],
    ["fo?"],
    ["a/b"],
    ["a**b"],
    ["***/b"],
    ["data/**/*.txt", "!data/a/*.txt"],
    ["foo\\"],
    ["", "   ", "/"],
    ["!a", "a"],
]


def tree(root: Path, seed: int) -> list[tuple[str, bool]]:
    """Makes a random tree and returns its paths, directories first among equals."""
    draw = random.Random(seed)
    found: list[tuple[str, bool]] = []

    def fill(below: str, depth: int) -> None:
        for name in draw.sample(NAMES, 7):
            path = f"{below}/{name}" if below else name
            if depth < 3 and draw.random() < 0.4:
                (root / path).mkdir()
                found.append((path, True))
                fill(path, depth + 1)
            else:
                (root / path).write_text("")
                found.append((path, False))

    fill("", 0)
    return found


def by_git(root: Path, lines: list[str], paths: list[tuple[str, bool]]) -> set[str]:
    (root / ".git/info/exclude").write_text("\n".join(lines) + "\n")
    asked = "\0".join(path for path, _ in paths)
    answer = subprocess.run(
        ["git", "check-ignore", "--no-index", "-z", "--stdin"],
        cwd=root,
        input=asked.encode(),
        capture_output=True,
        check=False,
    )
    assert answer.returncode in (0, 1), answer.stderr
    return {path.decode() for path in answer.stdout.split(b"\0") if path}


def by_us(lines: list[str], paths: list[tuple[str, bool]]) -> set[str]:
    rules, ignored = IgnoreRules(lines), set()
    for path, is_directory in paths:
        parent = path.rpartition("/")[0]
        if parent in ignored or rules.ignores(path, is_directory):
            ignored.add(path)
    return ignored


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    root = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    return root, tree(root, 3)


@pytest.mark.parametrize("lines", CASES, ids=lambda lines: " ".join(lines) or "blank")
def test_a_pattern_means_what_git_takes_it_for(repository, lines):
    root, paths = repository
    assert by_us(lines, paths) == by_git(root, lines, paths)


def test_random_pattern_files_mean_what_git_takes_them_for(repository):
    root, paths = repository
    pieces = ["*", "**", "?", "/", "/", "a", "b", "x1", "data", "foo", ".txt", "[a-b]", "[!a]", "\\a"]
    for seed in range(150):
        draw = random.Random(seed)
        lines = [
            draw.choice(["", "", "!"]) + "".join(draw.choices(pieces, k=draw.randint(1, 4)))
            for _ in range(draw.randint(1, 5))
        ]
        assert by_us(lines, paths) == by_git(root, lines, paths), f"seed {seed}: {lines}"
