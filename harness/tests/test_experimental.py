"""Arguments of the entry points, hyperparameter builders, addresses and configurations."""

from __future__ import annotations

import json

import names
import pytest

import determined as det
from determined.client.address import canonical, master_address
from determined.client.configuration import configuration
from determined.client.session import hashed
from determined.errors import InvalidExperimentException
from determined.experimental import init_native
from determined.experimental.mode import Mode, Place, arranged, place
from determined.native_context import batch_sizes


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((None, None, None), Place(False, False)),
        ((Mode.CLUSTER, None, None), Place(False, False)),
        (("cluster", None, None), Place(False, False)),
        ((Mode.LOCAL, None, None), Place(True, True)),
        ((None, Mode.LOCAL, None), Place(True, True)),
        ((None, True, None), Place(True, False)),
        ((True, None, None), Place(True, False)),
        ((True, True, None), Place(True, True)),
        ((False, True, None), Place(False, True)),
        ((None, False, True), Place(False, True)),
        ((Mode.CLUSTER, None, True), Place(False, True)),
        ((Mode.CLUSTER, False, False), Place(False, False)),
    ],
)
def test_both_generations_of_arguments_are_read(given, expected):
    assert place(*given) == expected


@pytest.mark.parametrize(
    "given", [(Mode.CLUSTER, True, None), (Mode.LOCAL, False, None), (Mode.LOCAL, None, False), ("nowhere", None, None)]
)
def test_arguments_that_contradict_each_other_are_refused(given):
    with pytest.raises(ValueError):
        place(*given)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((Mode.CLUSTER, "src", None, "", None, None), (Mode.CLUSTER, None, None, "src", None, None)),
        (("local", "src", ["t.py"], "m:1", None, None), ("local", None, None, "src", ["t.py"], "m:1")),
        ((Mode.CLUSTER, "src", None, "", ["t.py"], "m:1"), (Mode.CLUSTER, None, None, "src", ["t.py"], "m:1")),
        ((False, True, "src", ["t.py"], "m:1", None), (False, True, None, "src", ["t.py"], "m:1")),
        ((False, False, "src", "", ["t.py"], "m:1"), (False, False, None, "src", ["t.py"], "m:1")),
        ((None, None, True, "src", ["t.py"], "m:1"), (None, None, True, "src", ["t.py"], "m:1")),
        ((None, Mode.LOCAL, None, "src", None, None), (None, Mode.LOCAL, None, "src", None, None)),
        (("cluster", "local", None, "", None, None), ("cluster", "local", None, "", None, None)),
    ],
)
def test_arguments_by_position_are_those_of_either_generation(given, expected):
    assert arranged(*given) == expected


def test_a_mode_that_is_none_is_told_with_those_that_there_are():
    with pytest.raises(ValueError, match=r"mode='nowhere' is no place .* Give Mode.CLUSTER \('cluster'\) or Mode.LOC"):
        place("nowhere", None, None)


def test_builders_return_plain_dictionaries():
    assert det.Constant(3) == {"type": "const", "val": 3}
    assert det.Integer(1, 8) == {"type": "int", "minval": 1, "maxval": 8}
    assert det.Double(0.1, 1, count=4) == {"type": "double", "minval": 0.1, "maxval": 1, "count": 4}
    assert det.Log(-4, -2) == {"type": "log", "base": 10, "minval": -4, "maxval": -2}
    assert det.Categorical(("a", "b")) == {"type": "categorical", "vals": ["a", "b"]}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("localhost", "http://localhost:8080"),
        ("host:80/", "http://host:80"),
        ("http://host", "http://host:80"),
        ("https://host/path/", "https://host:443/path"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_an_address_gets_scheme_and_port(given, expected):
    assert canonical(given) == expected


@pytest.mark.parametrize("given", ["ftp://host", "host:port", "http://", "http://eva:x@host", "http://host?x=1"])
def test_an_address_that_is_none_is_refused(given):
    with pytest.raises(InvalidExperimentException):
        canonical(given)


def test_the_address_comes_from_the_argument_or_the_environment():
    assert master_address("a:1", {"DET_MASTER": "b:2"}) == "http://a:1"
    assert master_address(None, {"DET_MASTER": "b:2", "DET_MASTER_ADDR": "c:3"}) == "http://b:2"
    assert master_address(None, {"DET_MASTER_ADDR": "c:3"}) == "http://c:3"
    assert master_address(None, {}) == "http://localhost:8080"


def test_a_password_is_sent_hashed_and_an_empty_one_empty():
    assert hashed("") == ""
    assert len(hashed("secret")) == 128


class Scalar:
    """Like a scalar of NumPy."""

    ndim = 0

    def __init__(self, value):
        self._value = value

    def item(self):
        return self._value


def test_scalars_become_plain_and_the_callers_dictionary_stays():
    given = {"hyperparameters": {"lr": Scalar(0.5), "n": Scalar(3)}, "internal": {"x": 1}, "t": (1, 2)}
    made = configuration(given, ["train.py"], test=False)
    assert made["hyperparameters"] == {"lr": 0.5, "n": 3}
    assert made["t"] == [1, 2]
    assert given["internal"] == {"x": 1}
    json.dumps(made)


def test_a_test_experiment_is_one_batch_of_one_trial_without_restarts():
    made = configuration({"searcher": {"name": "grid", "metric": "m"}, "batches_per_step": 7}, ["train.py"], test=True)
    assert made["searcher"] == {"name": "single", "metric": "m", "max_length": {"batches": 1}}
    assert (made["scheduling_unit"], made["max_restarts"]) == (1, 0)
    assert "batches_per_step" not in made
    assert made["description"].startswith("[test-mode] ")


def test_batch_sizes_are_checked():
    assert batch_sizes({"global_batch_size": 33}, {"slots_per_trial": 4}) == (32, 8)
    assert batch_sizes({"global_batch_size": 33}, {"slots_per_trial": 4, "native_parallel": True}) == (33, 33)
    for hparams in ({}, {"global_batch_size": "256"}, {"global_batch_size": 1}):
        with pytest.raises(AssertionError):
            batch_sizes(hparams, {"slots_per_trial": 2})


def test_every_public_name_is_where_scripts_import_it_from():
    names.check(names.WITHOUT_FRAMEWORK)


def test_the_one_function_behind_the_entry_points_needs_something_to_train():
    with pytest.raises(ValueError, match="neither trial_def nor native_context_cls"):
        init_native(config={})
