from __future__ import annotations

import pathlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cluster import Cluster


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write", action="store_true", help="write the tables of the documentation that tests make")
    parser.addoption("--framework", help="of the matrix, this column alone, and no table")


@pytest.fixture
def new_cluster(tmp_path: pathlib.Path) -> Iterator[Callable[..., Cluster]]:
    """Makes clusters that are started by the test and ended after it."""
    made: list[Cluster] = []

    def make(**arguments: Any) -> Cluster:
        made.append(Cluster(tmp_path, **arguments))
        return made[-1]

    yield make
    for cluster in made:
        cluster.destroy()


@pytest.fixture
def cluster(new_cluster: Callable[..., Cluster]) -> Cluster:
    """A cluster of two slots that is up."""
    made = new_cluster()
    made.up()
    return made


@pytest.fixture(scope="module")
def shared_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster of two slots for all tests of a file that do not break it."""
    made = Cluster(tmp_path_factory.mktemp("shared"))
    made.up()
    yield made
    made.destroy()
