"""The metric that a search decides by."""

from __future__ import annotations

import math

import pytest

from determined.train import SearcherMetric, TrialFailure


@pytest.mark.parametrize(
    ("asked", "reported", "found"),
    [
        ("val_loss", ["val_loss", "loss"], "val_loss"),
        ("val_acc", ["val_accuracy"], "val_accuracy"),
        ("val_accuracy", ["val_acc"], "val_acc"),
        ("acc", ["accuracy"], "accuracy"),
        ("accuracy", ["acc", "val_accuracy"], "acc"),
        ("val_acc", ["val_acc", "val_accuracy"], "val_acc"),
        ("accuracy", ["val_accuracy"], None),
        ("val_auc", ["val_loss"], None),
    ],
)
def test_a_metric_is_found_under_the_name_of_either_keras_generation(asked: str, reported: list, found: object) -> None:
    assert SearcherMetric(asked).spelling(reported) == found


def test_a_missing_metric_names_what_there_is() -> None:
    with pytest.raises(TrialFailure, match=r"val_auc.*It reports: loss, val_loss") as failure:
        SearcherMetric("val_auc").value({"val_loss": 1.0, "loss": 2.0})
    assert (failure.value.kind, failure.value.restartable) == ("missing_metric", False)


def test_a_metric_that_is_no_number_fails_for_good() -> None:
    with pytest.raises(TrialFailure) as failure:
        SearcherMetric("val_loss").value({"val_loss": math.nan})
    assert (failure.value.kind, failure.value.restartable) == ("nan_metric", False)
    assert SearcherMetric("val_loss").value({"val_loss": math.inf, "val_other": math.nan}) == math.inf


def test_without_a_searcher_the_metric_follows_from_the_data() -> None:
    assert SearcherMetric.of({}, validates=True).name == "val_loss"
    assert SearcherMetric.of({}, validates=False).name == "loss"
    single = {"searcher": {"name": "single", "metric": "val_loss"}}
    assert SearcherMetric.of(single, validates=False).name == "loss"
    said = {"searcher": {"name": "random", "metric": "val_loss", "smaller_is_better": False}}
    assert SearcherMetric.of(said, validates=False) == SearcherMetric("val_loss", False)
