"""All that people give to a training call, on whichever Keras runs this."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

import keras
import lab
import names
import numpy as np
import private_uses
import pytest
from test_loop import ending
from test_resume import plans

TENSORFLOW = keras.backend.backend() == "tensorflow"
ON_TENSORFLOW = pytest.mark.skipif(not TENSORFLOW, reason="the dataset is one of tf.data")
BARE = {"config": {"searcher": {"name": "single", "metric": "val_loss"}}}
ORDERED = {"epochs": 3, "shuffle": False}

SAME: dict[str, dict[str, Any]] = {
    "arrays, sample weights, every callback": {"more callbacks": True},
    "validation split and class weights": {"data": "split"},
    "dictionaries, two outputs": {"model": "two", "data": "nested"},
    "sequence": {"data": "calm sequence"},
    "adapter": {"data": "adapter"},
    "own train_step": {"model": "own step"},
    "dataset of two passes and more": {"data": "calm dataset"},
}
MORE_SAME: dict[str, dict[str, Any]] = {
    "metrics objects, a loss object": {"model": "measured"},
    "lists": {"model": "lists", "data": "lists"},
    "several batches an execution": {"execution": 3},
    "batches of callbacks": {
        "heard_batches": True,
        "fit": {**ORDERED, "validation_batch_size": 7, "validation_steps": 2},
    },
}


def computes_what_a_plain_fit_computes(trials: Any, spec: dict[str, Any]) -> None:
    """Up to rounding: the two compile to other graphs."""
    spec = {"model": "calm", "fit": ORDERED, **BARE, **spec}
    plain = trials.train(script="plain", **spec)
    assert plain.status == 0, plain.log
    managed = trials.train(**spec)
    assert ending(managed) == (0, None), managed.log
    assert len(managed.heard) == len(plain.heard)
    for ours, theirs in zip(managed.heard, plain.heard):
        assert ours[0] == theirs[0]
        if ours[0] == "epoch_end":
            assert _numbers(ours[2]) == pytest.approx(_numbers(theirs[2]), rel=1e-5)
        elif ours[0] == "rate":
            assert ours[1] == pytest.approx(theirs[1], rel=1e-5)
            assert ours[2] == theirs[2]
        else:
            assert ours == theirs
    for ours, theirs in zip(managed.arrays, plain.arrays):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)
    for ours, theirs in zip(best_weights(managed), best_weights(plain), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)
    assert saved_by_batch(managed) == saved_by_batch(plain)
    assert len(saved_by_batch(plain)) == (4 if "more callbacks" in spec else 0)


def best_weights(trained: Any) -> list[Any]:
    """What ModelCheckpoint kept as the best."""
    import h5py

    found: list[Any] = []
    with h5py.File(trained.directory / "best.weights.h5") as file:
        file.visititems(lambda _, item: found.append(item[()]) if isinstance(item, h5py.Dataset) else None)
    assert found
    return found


def saved_by_batch(trained: Any) -> list[str]:
    """The whole models that ModelCheckpoint kept every few batches."""
    return sorted(path.name for path in trained.directory.glob("after-*.keras"))


def _numbers(told: dict[str, str]) -> dict[str, float]:
    return {name: float.fromhex(value) for name, value in told.items()}


@pytest.mark.parametrize("spec", plans(SAME))
def test_without_random_layers_it_computes_what_a_plain_fit_computes(trials: Any, spec: dict[str, Any]) -> None:
    computes_what_a_plain_fit_computes(trials, spec)


@pytest.mark.slow
@pytest.mark.parametrize("spec", plans(MORE_SAME))
def test_more_that_computes_what_a_plain_fit_computes(trials: Any, spec: dict[str, Any]) -> None:
    computes_what_a_plain_fit_computes(trials, spec)


TRIAL = {"script": "trial", "hparams": {"global_batch_size": 10}}


@pytest.mark.once
@pytest.mark.parametrize("data", ["arrays", "adapter", pytest.param("sequence", marks=pytest.mark.slow)])
def test_a_trial_written_as_a_class_trains(trials: Any, data: str) -> None:
    trained = trials.train(**TRIAL, data=data)
    assert ending(trained) == (0, None), trained.log
    assert sorted(trained.batches) == list(range(1, 28))
    assert max(trained.checkpoints) == max(trained.validations) == 27
    assert [told[0] for told in trained.heard][:2] == ["train_begin", "epoch_begin"]


@pytest.mark.once
def test_arrays_of_a_class_come_in_whole_batches(trials: Any) -> None:
    trained = trials.train(**{**TRIAL, "hparams": {"global_batch_size": 20}}, length={"epochs": 2})
    assert ending(trained) == (0, None), trained.log
    assert sorted(trained.batches) == list(range(1, 9))


@pytest.mark.skipif(not TENSORFLOW, reason="the data layer is one of tf.data")
def test_a_cached_dataset_is_made_once(trials: Any, tmp_path: Path) -> None:
    config = {"data_layer": {"type": "shared_fs", "host_storage_path": str(tmp_path / "cache")}}
    runs = [trials.train(**TRIAL, data="cached", config=config) for _ in range(2)]
    for trained in runs:
        assert ending(trained) == (0, None), trained.log
        assert sorted(trained.batches) == list(range(1, 28))
    for made in ("the dataset is made", "the validation dataset is made"):
        assert [made in trained.log for trained in runs] == [True, False]
    assert sorted(runs[0].validations) == [9, 18, 27]
    assert runs[0].weights == runs[1].weights


@pytest.mark.once
@pytest.mark.parametrize(
    ("spec", "kind", "words"),
    [
        ({"bad": "none"}, "bad_data", "x of fit is or holds None"),
        ({"bad": "texts"}, "bad_data", "x of fit is or holds a str"),
        ({"bad": "objects"}, "bad_data", "are of NumPy's type object"),
        ({"bad": "y beside"}, "bad_data", "fit was given y beside"),
        ({"bad": "empty"}, "bad_data", "are empty"),
        ({"bad": "empty sequence"}, "bad_data", "The Sequence given to fit is empty"),
        ({"bad": "empty generator"}, "bad_data", "The generator given to fit is empty"),
        pytest.param({"data": "no dataset"}, "bad_data", "The dataset given to fit is empty", marks=ON_TENSORFLOW),
        ({"model": "fickle"}, "inconsistent_metrics", "more for the 1 before it, so that they cannot be averaged"),
        ({"bad": "unequal"}, "bad_data", "differ in length: [89, 90]"),
        ({"bad": "weights beside"}, "bad_data", "fit was given sample_weight beside"),
        ({"bad": "split beside"}, "bad_data", "validation_split=0.2 and data that come in batches of their own"),
        ({"bad": "no validation"}, "bad_data", "The validation_data given to fit are empty"),
        ({"bad": "texts to validate"}, "bad_data", "x of validation_data is or holds a str"),
        ({"bad": "four to validate"}, "bad_data", "validation_data of fit holds 4 things"),
        ({"model": "not compiled"}, "bad_script", "fit was called before compile"),
        ({"bad": "short generator"}, "data_ended", "ended after 5 batches"),
        ({"hparams": {"global_batch_size": "10"}}, "bad_configuration", "global_batch_size is '10'"),
        (
            {"fit": {"epoch": 3}},
            "bad_script",
            "fit() got an unexpected keyword argument 'epoch'. Did you mean 'epochs'?",
        ),
        ({**TRIAL, "data": "list"}, "bad_data", "is a list"),
        ({**TRIAL, "data": "none"}, "bad_data", "build_training_data_loader returned is None"),
        ({**TRIAL, "data": "dictionary of y"}, "bad_data", "is a dictionary"),
        ({**TRIAL, "hparams": {"global_batch_size": 91}}, "bad_script", "there are only 90 records"),
        ({**TRIAL, "hparams": {}}, "bad_configuration", "has no hyperparameter global_batch_size"),
        ({**TRIAL, "hparams": {"global_batch_size": "10"}}, "bad_configuration", "global_batch_size is '10'"),
        ({**TRIAL, "forgets": True}, "bad_script", "never called self.context.wrap_model"),
    ],
    ids=lambda one: one.replace(" ", "_") if isinstance(one, str) else "",
)
def test_what_cannot_be_trained_fails_for_good_with_its_sentence(
    trials: Any, spec: dict[str, Any], kind: str, words: str
) -> None:
    trained = trials.train(**{"hparams": {}, **spec})
    assert ending(trained) == (3, (kind, False)), trained.log
    (failure,) = trained.of("failure")
    assert words in failure["message"], failure["message"]


@ON_TENSORFLOW
def test_a_dataset_that_ends_within_an_epoch_is_read_again_and_the_log_says_so(trials: Any) -> None:
    trained = trials.train(data="dataset", fit={"epochs": 2, "steps_per_epoch": 12}, length={"batches": 24})
    assert ending(trained) == (0, None), trained.log
    assert sorted(trained.batches) == list(range(1, 25))
    assert trained.log.count("the dataset ended after 9 batches, within an epoch of 12") == 1


@pytest.mark.parametrize("data", ["arrays", "sequence"])
@pytest.mark.parametrize("steps", [12, 7])
def test_data_that_hold_less_than_an_epoch_are_read_again_and_the_log_says_so(
    trials: Any, data: str, steps: int
) -> None:
    trained = trials.train(data=data, fit={"epochs": 2, "steps_per_epoch": steps}, length={"epochs": 2})
    assert ending(trained) == (0, None), trained.log
    assert sorted(trained.batches) == list(range(1, 2 * steps + 1))
    words = "fit's data hold 9 batches and are read again from their start within an epoch of 12 (steps_per_epoch)"
    assert trained.log.count(words) == (1 if steps == 12 else 0)


@pytest.mark.once
@pytest.mark.parametrize(
    ("args", "kwargs", "words"),
    [
        ((), {"batchsize": 4}, "fit() got an unexpected keyword argument 'batchsize'. Did you mean 'batch_size'?"),
        ((1,), {"x": 2}, "fit() multiple values for argument 'x'"),
        (tuple(range(99)), {}, "fit() too many positional arguments"),
    ],
    ids=["a typo", "twice", "too many"],
)
def test_arguments_that_fit_has_not_are_told_in_its_name(args: Any, kwargs: Any, words: str) -> None:
    from determined.keras.fit_call import FitCall, read

    with pytest.raises(TypeError) as told:
        read(FitCall, "fit", args, kwargs)
    assert str(told.value) == words


@pytest.mark.once
def test_sparse_matrices_are_told_apart_with_what_to_do() -> None:
    from determined.errors import InvalidDataTypeException
    from determined.keras.input_data import check_call, check_validation

    sparse = type("csr_matrix", (), {"__module__": "scipy.sparse._csr", "shape": (4, 2), "__len__": None})()
    for given, what in [((sparse, np.zeros(4)), "x of fit"), ((np.zeros((4, 2)), sparse), "y of fit")]:
        with pytest.raises(InvalidDataTypeException, match=f"^{what} is or holds a scipy.sparse.*toarray"):
            check_call(*given)
    check_validation((sparse, np.zeros(4)))  # Keras itself reads these


@pytest.mark.once
def test_numbers_of_numpy_become_those_of_python() -> None:
    from determined.keras.fit_call import FitCall

    call = FitCall(batch_size=np.int32(5), epochs=np.uint8(2), steps_per_epoch=np.float32(8.5), shuffle=np.bool_(False))
    found = [call.batch_size, call.epochs, call.steps_per_epoch, call.shuffle]
    assert [type(one) for one in found] == [int, int, float, bool]
    assert found == [5, 2, 8.5, False]


@pytest.mark.once
def test_what_fit_asks_for_and_does_not_get_is_in_the_log(trials: Any) -> None:
    trained = trials.train(
        length={"batches": 4},
        hparams={"global_batch_size": 30},
        fit={"epochs": 3, "verbose": 2},
    )
    assert "by global_batch_size; fit asked for 10" in trained.log
    assert "by searcher.max_length; fit asked for 3 epochs of 3" in trained.log
    assert "verbose=2 is not used" in trained.log


@pytest.mark.once
def test_a_trial_object_is_made_outside_of_a_cluster(
    in_child: Callable[[Callable[[], None]], None], tmp_path: Path
) -> None:
    def check() -> None:
        import lab_trial

        from determined.experimental import create_trial_instance

        config = {"hyperparameters": {"global_batch_size": {"type": "int", "minval": 8, "maxval": 9}}}
        made = create_trial_instance(lab_trial.of({"model": "calm"}, tmp_path), tmp_path / "a", config)
        assert made.context.get_per_slot_batch_size() in (8, 9)
        assert made.build_model() is made.context.model

    in_child(check)


@pytest.mark.once
def test_a_cached_dataset_and_a_wrapped_one_exclude_each_other(
    in_child: Callable[[Callable[[], None]], None],
) -> None:
    def check() -> None:
        from determined.tensorflow.data_layer import DataLayer

        cached: Any = DataLayer(None)
        cached.cache_train_dataset("points", "1")
        with pytest.raises(AssertionError, match="once"):
            cached.cache_train_dataset("points", "1")
        with pytest.raises(AssertionError, match="Use one of the two"):
            cached.wrap_dataset(5)
        wrapped: Any = DataLayer(None)
        assert wrapped.wrap_dataset(5) == 5
        with pytest.raises(AssertionError, match="Use one of the two"):
            wrapped.cache_train_dataset("points", "1")

    in_child(check)


@pytest.mark.once
def test_what_comes_in_batches_of_its_own_has_no_use_for_some_arguments_and_the_log_says_so(trials: Any) -> None:
    trained = trials.train(data="sequence", fit={"epochs": 1, "batch_size": 5}, length={"batches": 4})
    assert ending(trained) == (0, None), trained.log
    assert trained.log.count("fit's batch_size does not change them") == 1


@pytest.mark.once
def test_a_generator_without_steps_per_epoch_has_epochs_of_the_scheduling_unit_and_the_log_says_so(trials: Any) -> None:
    trained = trials.train(data="generator", without=["steps_per_epoch"], fit={"epochs": 2}, config={})
    assert ending(trained) == (0, None), trained.log
    assert trained.log.count("and no steps_per_epoch: an epoch is 4 batches, the scheduling unit") == 1
    assert sorted(trained.validations) == [4, 8, 12]


@ON_TENSORFLOW
def test_a_model_with_a_vocabulary_trains_and_is_saved(trials: Any) -> None:
    trained = trials.train(model="looks up")
    assert ending(trained) == (0, None), trained.log
    assert max(trained.checkpoints) == 27


@pytest.mark.once
def test_a_list_of_numbers_is_an_array(trials: Any) -> None:
    targets = [int(one) for one in lab.data()[1]]
    listed, arrays = (trials.train(model="calm", fit={"epochs": 1, **given}) for given in ({"y": targets}, {}))
    assert ending(listed) == (0, None), listed.log
    assert listed.batches == arrays.batches


@ON_TENSORFLOW
def test_y_beside_a_dataset_is_not_used_and_the_log_says_so(trials: Any) -> None:
    trained = trials.train(data="dataset", fit={"epochs": 1, "y": [1.0]}, length={"batches": 4})
    assert ending(trained) == (0, None), trained.log
    assert trained.log.count("fit's y is not used") == 1


@pytest.mark.once
def test_a_checkpoint_that_no_keras_loop_wrote_is_refused(trials: Any) -> None:
    from determined.storage.digest import DIGEST_FILE, write_digests

    first = trials.train(length={"batches": 3})
    directory = trials.storage / first.checkpoints[3]
    (directory / "determined-loop-state.pkl").unlink()
    (directory / DIGEST_FILE).unlink()
    write_digests(directory)
    other = trials.train(latest=directory.name, latest_steps=0)
    assert ending(other) == (3, ("checkpoint_mismatch", False)), other.log


def test_every_hook_that_the_loop_leans_on_is_there(in_child: Callable[[Callable[[], None]], None]) -> None:
    def check() -> None:
        from determined.keras import hooks_in_use

        version = ".".join(keras.__version__.split(".")[:2])
        assert version in hooks_in_use.KERAS.tested, f"Keras {version} is new here: docs/development/hooks.md"
        assert hooks_in_use.missing() == []
        assert hooks_in_use.exact()
        assert len(hooks_in_use.in_use()) > 8
        known = {name for hook in hooks_in_use.KERAS.hooks for name in hook.names}
        assert [pair for pair in private_uses.collisions("determined.keras") if pair[1] not in known] == []

    in_child(check)


@pytest.mark.once
def test_the_wrappers_of_sequences_and_arrays(in_child: Callable[[Callable[[], None]], None]) -> None:
    def check() -> None:
        from determined.keras import SequenceAdapter, _ArrayLikeAdapter

        x, y = np.arange(10), np.arange(10) * 2
        whole = _ArrayLikeAdapter(x, y, 4, drop_leftovers=True)
        every = _ArrayLikeAdapter({"a": x}, [y], 4, sample_weights=np.ones(10))
        assert (len(whole), len(every)) == (2, 3)
        inputs, targets, weights = every[2]
        assert (list(inputs["a"]), list(targets[0]), list(weights)) == ([8, 9], [16, 18], [1, 1])
        for size in (11, 0, "4"):
            with pytest.raises(ValueError, match="batch_size is"):
                _ArrayLikeAdapter(x, y, size)
        with pytest.raises(ValueError, match="differ in length"):
            _ArrayLikeAdapter(x, y[1:], 4)

        adapter = SequenceAdapter(every)
        adapter.start(batch_offset=2)
        firsts = [next(adapter.get_iterator())[0]["a"][0] for _ in range(4)]
        assert firsts == [8, 0, 4, 8]
        adapter.start(batch_offset=1, is_validation=True)
        assert [batch[0]["a"][0] for batch in adapter.get_iterator()] == [4, 8, 0]
        adapter.stop()
        with pytest.raises(ValueError, match="start"):
            adapter.get_iterator()

    in_child(check)


def test_every_public_name_is_where_scripts_import_it_from() -> None:
    names.check(names.KERAS)
