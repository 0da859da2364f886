"""A trial in a process of its own: `python lab.py DIRECTORY` trains what DIRECTORY/lab.json says with an Estimator.

It leaves in DIRECTORY the spool of its reports, and `weights.npz` with every variable at the end.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import numpy as np
import private_uses
import tensorflow as tf
from trained import Fate, written

from determined.core import Run, TrialInfo, set_current
from determined.errors import StopLoadingImplementation, TrialFailed
from determined.estimator import (
    EstimatorContext,
    EstimatorTrial,
    EstimatorTrialContext,
    RunHook,
    ServingInputReceiverFn,
    hooks_in_use,
    load_saved_model,
    means,
)
from determined.estimator.loop import Loop
from determined.experimental import create
from determined.experimental import estimator as entry
from determined.run.trial import start_logging

RECORDS, BATCH, WIDTH = 90, 10, 6
v1 = tf.compat.v1


def data() -> tuple:
    rng = np.random.default_rng(7)
    x = rng.normal(size=(RECORDS, WIDTH)).astype("float32")
    y = (x.sum(axis=1) + rng.normal(scale=0.3, size=RECORDS) > 0).astype("int32")
    return {f"x{place}": x[:, place] for place in range(WIDTH)}, y


def features() -> list:
    numeric = [tf.feature_column.numeric_column(f"x{place}") for place in range(WIDTH)]
    buckets = tf.feature_column.bucketized_column(numeric[0], [-1.0, 0.0, 1.0])
    return [*numeric, tf.feature_column.indicator_column(buckets)]


def shifted(x: dict, y: object) -> tuple:
    return {name: value * 1.5 - 0.1 for name, value in x.items()}, y


def noisy(x: dict, y: object) -> tuple:
    return {name: value + tf.random.normal(tf.shape(value), stddev=0.1, seed=3) for name, value in x.items()}, y


def input_fn(spec: dict) -> object:
    kind = spec.get("data", "dataset")
    if kind == "cache in files":
        cache = str(Path(tempfile.gettempdir()) / "cache")  # of this process alone, as a trial's is
        return tf.data.Dataset.from_tensor_slices(data()).cache(cache).shuffle(40, seed=5).batch(BATCH)
    if kind == "empty":
        return tf.data.Dataset.from_tensor_slices(data()).take(0).batch(BATCH)
    if kind == "tensors":
        return v1.data.make_one_shot_iterator(tf.data.Dataset.from_tensor_slices(data()).batch(BATCH)).get_next()
    pairs = tf.data.Dataset.from_tensor_slices(data())
    if kind == "unknown":
        pairs = pairs.filter(lambda x, y: x["x0"] > -9.0)
    if kind == "python":
        pairs = pairs.map(lambda x, y: (x, tf.ensure_shape(tf.numpy_function(lambda label: label, [y], tf.int32), [])))
    pairs = pairs.shuffle(40, seed=5 if spec.get("seeded") else None).map(
        noisy if kind == "noisy" else shifted, num_parallel_calls=None
    )
    if kind == "endless":
        pairs = pairs.repeat()
    return pairs.batch(BATCH).prefetch(2)


def held_out() -> object:
    x, y = data()
    return tf.data.Dataset.from_tensor_slices(({name: value[:30] for name, value in x.items()}, y[:30])).batch(BATCH)


def model_fn(features: dict, labels: object, mode: str, params: dict) -> object:
    """A network with dropout, raw noise, Adam, a decaying rate, batch normalisation and a running training accuracy."""
    training = mode == tf.estimator.ModeKeys.TRAIN
    net = tf.stack([features[f"x{place}"] for place in range(WIDTH)], axis=1)
    if training:
        net += 0.1 * tf.random.normal(tf.shape(net))
        net = tf.cond(tf.reduce_mean(net) > 0, lambda: net + 0.01 * tf.random.uniform(tf.shape(net)), lambda: net)
    net = v1.layers.dense(net, 8, activation=tf.nn.relu)
    net = v1.layers.batch_normalization(net, training=training)
    net = v1.layers.dropout(net, 0.3, training=training)
    net = tf.keras.layers.Dropout(0.1)(net, training=training)
    logits = v1.layers.dense(net, 2)
    classes = tf.argmax(logits, axis=1)
    if mode == tf.estimator.ModeKeys.PREDICT:
        served = tf.estimator.export.PredictOutput({"class": classes})
        return tf.estimator.EstimatorSpec(
            mode, predictions={"class": classes}, export_outputs={"serving_default": served}
        )
    loss = v1.losses.sparse_softmax_cross_entropy(labels, logits)
    if params.get("bursts"):
        loss = tf.math.log(-loss)
    accuracy = v1.metrics.accuracy(labels, classes)
    v1.summary.scalar("accuracy", accuracy[1])
    v1.summary.histogram("logits", logits)
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops={"accuracy": accuracy})
    step = v1.train.get_or_create_global_step()
    rate = v1.train.exponential_decay(0.02, step, 5, 0.9)
    with tf.control_dependencies(v1.get_collection(v1.GraphKeys.UPDATE_OPS)):
        train = v1.train.AdamOptimizer(rate).minimize(loss, step)
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train)


def keras_model() -> object:
    inputs = {f"x{place}": tf.keras.Input((), name=f"x{place}") for place in range(WIDTH)}
    net = tf.keras.layers.Concatenate()([tf.keras.layers.Reshape((1,))(one) for one in inputs.values()])
    net = tf.keras.layers.Dropout(0.2)(tf.keras.layers.BatchNormalization()(net))
    built = tf.keras.Model(inputs, tf.keras.layers.Dense(1, activation="sigmoid")(net))
    built.compile(tf.keras.optimizers.legacy.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    return built


def make(spec: dict) -> object:
    kind = spec.get("model", "custom")
    config = tf.estimator.RunConfig(**spec.get("run_config", {}))
    if kind == "keras":
        return tf.keras.estimator.model_to_estimator(keras_model(), config=config)
    if kind == "dnn":
        return tf.estimator.DNNClassifier([8, 4], features(), dropout=0.2, config=config)
    if kind == "linear":
        return tf.estimator.LinearClassifier(features(), config=config)
    if kind == "wide and deep":
        return tf.estimator.DNNLinearCombinedClassifier(
            linear_feature_columns=features(), dnn_feature_columns=features(), dnn_hidden_units=[8], config=config
        )
    return tf.estimator.Estimator(model_fn, params={"bursts": kind == "bursts"}, config=config)


class Stops(v1.train.SessionRunHook):
    """Asks for the end of training as hooks of early stopping do."""

    def after_run(self, run_context: object, run_values: object) -> None:
        self.batches = getattr(self, "batches", 0) + 1
        if self.batches == 5:
            run_context.request_stop()


class Faulty(v1.train.SessionRunHook):
    def after_run(self, run_context: object, run_values: object) -> None:
        raise ValueError("the hook's own fault")


class Diary(RunHook):
    """Keeps a file of its own in the checkpoints."""

    def __init__(self, path: Path) -> None:
        self.path, self.entries = path, []

    def say(self, word: str) -> None:
        self.entries.append(word)
        self.path.write_text(json.dumps(self.entries))

    def on_checkpoint_load(self, checkpoint_dir: str) -> None:
        self.entries = json.loads((Path(checkpoint_dir) / "diary.json").read_text())
        self.say("load")

    def on_checkpoint_end(self, checkpoint_dir: str) -> None:
        self.say("end")
        (Path(checkpoint_dir) / "diary.json").write_text(json.dumps(self.entries))

    def on_trial_close(self) -> None:
        self.say("close")


def serving() -> object:
    placeholders = {f"x{place}": v1.placeholder(tf.float32, [None]) for place in range(WIDTH)}
    return tf.estimator.export.ServingInputReceiver(placeholders, placeholders)


def hooks(spec: dict, directory: Path, trained: object) -> list:
    found = [Diary(directory / "diary.json")]
    kind = spec.get("hook")
    if kind == "no increase":
        stop = tf.estimator.experimental.stop_if_no_increase_hook
        every = {"run_every_secs": None, "run_every_steps": 1}
        return [*found, stop(trained, "accuracy", max_steps_without_increase=6, **every)]
    return [*found, {"stops": Stops, "faulty": Faulty}[kind]()] if kind else found


def trial_class(spec: dict, directory: Path) -> type:
    class Mine(EstimatorTrial):
        def __init__(self, context: EstimatorTrialContext) -> None:
            assert isinstance(context, EstimatorContext)
            self.context = context

        def build_estimator(self) -> object:
            self.context.wrap_optimizer("adam")
            self.built = make(spec)
            return self.built

        def build_train_spec(self) -> object:
            train = self.cached if spec.get("data") == "cached" else lambda: self.context.wrap_dataset(input_fn(spec))
            return tf.estimator.TrainSpec(train, hooks=hooks(spec, directory, self.built))

        def cached(self) -> object:
            if self.context.experimental.used:  # a graph is built more than once
                return self.made().batch(BATCH)

            @self.context.experimental.cache_train_dataset("points", "1", shuffle=True)
            def made() -> object:
                print("the dataset is made")
                return tf.data.Dataset.from_tensor_slices(data())

            self.made = made
            return self.cached()

        def build_validation_spec(self) -> object:
            return held_out if spec.get("wrong") else tf.estimator.EvalSpec(held_out, steps=None)

        def build_serving_input_receiver_fns(self) -> dict[str, ServingInputReceiverFn]:
            return {"export": serving} if spec.get("serving") else {}

    return Mine


def keep_weights(directory: Path) -> None:
    original = Loop.finish

    def finish(loop: Loop, session: object, data_ended: bool) -> None:
        original(loop, session, data_ended)
        values = session.run({variable.op.name: variable for variable in v1.global_variables()})
        np.savez(directory / "weights.npz", **{name.replace("/", "."): value for name, value in sorted(values.items())})

    Loop.finish = finish


def plain(spec: dict, directory: Path) -> None:
    """What TensorFlow itself makes of the same script, with the trial's seed."""
    config = tf.estimator.RunConfig(tf_random_seed=42, model_dir=str(directory / "plain"))
    trained = tf.estimator.Estimator(model_fn, params={}, config=config) if "model" not in spec else make(spec)
    trained.train(lambda: input_fn(spec).repeat(), steps=spec["length"]["batches"])
    np.savez(
        directory / "weights.npz",
        **{name.replace("/", "."): trained.get_variable_value(name) for name in sorted(trained.get_variable_names())},
    )


def serve(spec: dict, directory: Path) -> None:
    """Asks the model of a checkpoint for the classes of the held-out records."""
    model = load_saved_model(spec["directory"]).signatures["serving_default"]
    answers = model(**{name: tf.constant(values[:30]) for name, values in data()[0].items()})
    (directory / "served.json").write_text(json.dumps([int(answer) for answer in answers["class"]]))


def pretend_untried() -> None:
    """This TensorFlow becomes one that nobody tried, and what leans on its inner parts cannot be imported."""
    tf.__version__ = "2.99.0"
    hooks_in_use.exact.cache_clear()
    means.current.cache_clear()
    for part in ("estimator", "tensorflow"):
        for name in private_uses.EXACT[part]:
            sys.modules[f"determined.{part}.{name}"] = None
            vars(sys.modules[f"determined.{part}"]).pop(name, None)


def main(directory: Path) -> None:
    spec = json.loads((directory / "lab.json").read_text())
    tempfile.tempdir = str(directory)
    if spec.get("untried"):
        pretend_untried()
    if spec.get("script") == "serve":
        serve(spec, directory)
        return
    if spec.get("script") == "plain":
        plain(spec, directory)
        return
    config = {
        "searcher": {"name": "single", "metric": "loss"},
        "scheduling_unit": 4,
        "checkpoint_storage": {"type": "shared_fs", "host_path": spec["storage"]},
        **spec.get("config", {}),
    }
    config["searcher"]["max_length"] = spec.get("length", {"epochs": 3})
    start_logging(debug=False)
    latest = spec.get("latest")
    steps = 1 if latest else 0  # that there were any is all that the loop asks
    info = TrialInfo(1, 1, 1, "1.t", "1.t.1", 42, spec.get("hparams", {}), config, directory, latest, steps)
    run = Run.open(replace(info, earlier_checkpoints=spec.get("earlier", [])))
    set_current(run)
    fate = Fate(Loop, "batch_done", lambda loop: loop.marks.steps)
    if "die_after" in spec:
        fate.die_after(spec["die_after"], written)
    if "preempt_after" in spec:
        fate.preempt_after(spec["preempt_after"], run)
    keep_weights(directory)
    end = "no end"
    try:
        if spec.get("script") == "class":
            create(trial_class(spec, directory), context_dir=".")
        context = entry.init(context_dir=".")
        trained = make(spec)
        given = hooks(spec, directory, trained)
        train = tf.estimator.TrainSpec(lambda: input_fn(spec), spec.get("max_steps"), given)
        nothing = spec.get("nothing held out")
        evaluation = tf.estimator.EvalSpec(lambda: held_out().take(0) if nothing else held_out(), steps=None)
        call = tf.estimator.train_and_evaluate if spec.get("script") == "unwrapped" else context.train_and_evaluate
        if spec.get("serving"):
            context.serving_input_receiver_fns = {"export": serving}
        if spec.get("script") == "asks for the end":
            context.set_stop_requested(True)
        try:
            call(trained, train, evaluation)
        except StopLoadingImplementation:
            if spec.get("script") != "swallows":
                raise
            print("swallowed")
            tf.estimator.train_and_evaluate(make(spec), train, evaluation)
    except (StopLoadingImplementation, TrialFailed) as stop:
        end = type(stop).__name__
    finally:
        run.reports.close()
        (directory / "end.json").write_text(json.dumps({"end": end, "status": run.status}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
