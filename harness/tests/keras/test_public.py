"""A Keras that nobody tried: training by its public interface alone."""

from __future__ import annotations

import signal
from typing import Any

import numpy as np
import pytest

from determined.framework_hooks import Hook

UNTRIED = {"untried": True, "model": "calm", "schedule": True, "fit": {"epochs": 3, "shuffle": False}}


@pytest.mark.once
def test_a_version_that_lacks_a_hook_is_not_leant_on(monkeypatch: Any, caplog: Any) -> None:
    from determined.keras import hooks_in_use

    assert hooks_in_use.exact()
    monkeypatch.setattr(hooks_in_use, "_BOTH", (Hook("keras:Model.nothing_like_this", ""),))
    assert not hooks_in_use.exact.__wrapped__()
    assert "but lacks keras:Model.nothing_like_this: it trains by the framework's public interface" in caplog.text


def test_it_says_so_trains_and_checkpoints(trials: Any) -> None:
    trained = trials.train(**UNTRIED, heard_batches=True)
    assert trained.status == 0, trained.log
    assert trained.end == {"end": "StopLoadingImplementation", "status": 0}, trained.log
    assert trained.log.count(".99.0 is not one of the versions whose inner parts managed training is tested with") == 1
    assert sorted(trained.batches) == list(range(1, 28))
    assert sorted(trained.validations) == [9, 18, 27]
    assert max(trained.checkpoints) == 27
    assert [told[0] for told in trained.heard].count("epoch_end") == 3
    assert trained.heard[-1] == ["train_end"]


@pytest.mark.slow
@pytest.mark.parametrize(("period", "death"), [(None, 11), (5, 16)], ids=["between epochs", "within an epoch"])
def test_a_killed_run_goes_on(trials: Any, period: int | None, death: int) -> None:
    spec = {**UNTRIED, "config": {"min_checkpoint_period": {"batches": period}} if period else {}}
    whole = trials.train(**spec)
    broken = trials.train(**spec, die_after=death)
    assert broken.status == -signal.SIGKILL, broken.log
    at, latest = max(broken.checkpoints.items())
    assert 0 < at < death
    resumed = trials.train(**spec, latest=latest)
    assert resumed.status == 0, resumed.log
    assert sorted(resumed.batches) == list(range(at + 1, 28))
    assert max(resumed.validations) == max(resumed.checkpoints) == 27
    if period is None:  # nothing here draws random numbers, so that whole epochs go on as they were
        for ours, theirs in zip(resumed.arrays, whole.arrays):
            np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("data", ["arrays", pytest.param("calm sequence", marks=pytest.mark.slow)])
def test_optimizers_of_a_train_step_of_the_models_own_go_on(trials: Any, data: str) -> None:
    spec = {**UNTRIED, "model": "two optimizers", "data": data}
    whole = trials.train(**spec)
    broken = trials.train(**spec, die_after=11)
    assert broken.status == -signal.SIGKILL, broken.log
    assert max(broken.checkpoints) == 9
    resumed = trials.train(**spec, latest=broken.checkpoints[9])
    assert resumed.status == 0, resumed.log
    assert sorted(resumed.batches) == list(range(10, 28))
    assert "start anew" not in resumed.log
    for number, batch in resumed.batches.items():
        assert batch["loss"] == pytest.approx(whole.batches[number]["loss"], rel=1e-4)
    for ours, theirs in zip(resumed.arrays, whole.arrays):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)


@pytest.mark.slow
def test_a_preempted_run_and_one_that_ends_within_an_epoch_keep_their_last_batch(trials: Any) -> None:
    first = trials.train(**UNTRIED, preempt_after=5)
    assert first.end["status"] == 0, first.log
    assert len(first.of("preempted")) == 1
    assert max(first.checkpoints) == max(first.batches)
    rest = trials.train(**UNTRIED, latest=first.checkpoints[max(first.batches)], length={"batches": 13})
    assert rest.end["status"] == 0, rest.log
    assert max(rest.batches) == max(rest.validations) == max(rest.checkpoints) == 13


@pytest.mark.slow
def test_a_length_that_grows_is_trained_in_one_go(trials: Any) -> None:
    grown = trials.train(**UNTRIED, driven=[5, 18, 27])
    assert grown.status == 0, grown.log
    assert sorted(grown.batches) == list(range(1, 28))
    assert [report["count"] for report in grown.of("reached")] == [5, 18, 27]
