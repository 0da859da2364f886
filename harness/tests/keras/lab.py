"""A trial in a process of its own, for the tests: `python lab.py DIRECTORY` trains what DIRECTORY/lab.json says.

It leaves in DIRECTORY the spool of its reports, `weights.npz` at the end, and what its callbacks saw in `heard.jsonl`.
"""

from __future__ import annotations

import importlib.util
import json
import logging
import os
import sys
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("OMP_NUM_THREADS", "1")  # Torch's threads wait by spinning, which a loaded machine pays for

import keras
import lab_models
import numpy as np
import private_uses
from trained import Fate, drive, written

from determined.core import Run, TrialInfo, set_current
from determined.errors import InvalidDataTypeException, StopLoadingImplementation, TrialFailed
from determined.keras import SequenceAdapter, TFKerasNativeContext, TFKerasTensorBoard, hooks_in_use
from determined.keras.loop import Loop
from determined.keras.public import PublicLoop
from determined.trial import train_class

if importlib.util.find_spec("tensorflow"):
    # Keras looks for it on every back end: imported here, not in each forked process. After Keras, since Torch's
    # compiler does not load behind TensorFlow's.
    import tensorflow  # noqa: F401

RECORDS = 90
BATCH = 10


def data() -> tuple:
    rng = np.random.default_rng(7)
    x = rng.normal(size=(RECORDS, 6)).astype("float32")
    y = (x.sum(axis=1) + rng.normal(scale=0.3, size=RECORDS) > 0).astype("int32")
    return x, y


class Items(keras.utils.Sequence if hasattr(keras.utils, "Sequence") else keras.utils.PyDataset):
    """A Sequence that draws from the global generators and reorders itself at the end of each epoch."""

    def __init__(self, calm: bool = False, records: int = RECORDS) -> None:
        if hasattr(keras.utils, "PyDataset"):
            super().__init__()
        self.calm, self.records = calm, records
        self.x, self.y = data()
        self.order = np.arange(RECORDS)

    def __len__(self) -> int:
        return self.records // BATCH

    def __getitem__(self, index: int) -> tuple:
        rows = self.order[index * BATCH : (index + 1) * BATCH]
        if self.calm:
            return self.x[rows], self.y[rows]
        return self.x[rows] + np.random.normal(scale=0.1, size=(BATCH, 6)), self.y[rows]

    def on_epoch_end(self) -> None:
        if not self.calm:
            np.random.shuffle(self.order)


def layers() -> list:
    return [
        keras.layers.Dense(8, activation="relu"),
        keras.layers.BatchNormalization(),
        keras.layers.Dropout(0.3),
        keras.layers.Dense(1, activation="sigmoid"),
    ]


BACKEND = keras.backend.backend()


class Noisy(keras.layers.Layer):
    """Draws from the back end's own random operations, in training and not through Keras; JAX has none."""

    def call(self, x: object, training: bool = False) -> object:
        if not training or BACKEND == "jax":
            return x
        if BACKEND == "torch":
            import torch

            return x + 0.1 * torch.randn(x.shape, device=x.device)
        import tensorflow as tf

        return x + 0.1 * (tf.random.normal(tf.shape(x)) + tf.random.uniform(tf.shape(x), maxval=0.2))


class Subclassed(keras.Model):
    def __init__(self) -> None:
        super().__init__()
        self.stack = layers()

    def call(self, x: object, training: bool = False) -> object:
        for layer in self.stack:
            x = layer(x, training=training) if isinstance(layer, (keras.layers.Dropout,)) else layer(x)
        return x


def model(spec: dict) -> object:
    kind = spec.get("model", "sequential")
    if kind in ("sequential", "own fit", "not compiled"):
        built = (OwnFit if kind == "own fit" else keras.Sequential)([keras.Input((6,)), Noisy(), *layers()])
    elif kind in ("calm", "measured"):
        built = keras.Sequential([keras.Input((6,)), *layers()[:2], layers()[-1]])
    elif kind == "own step":
        inputs = keras.Input((6,))
        built = OwnStep(inputs, layers()[-1](layers()[0](inputs)))
    elif kind == "fickle":
        inputs = keras.Input((6,))
        built = Fickle(inputs, layers()[-1](layers()[0](inputs)))
    elif kind == "bursts":
        last = keras.layers.Dense(1, kernel_regularizer=lambda kernel: kernel[0, 0] * float("nan"))
        built = keras.Sequential([keras.Input((6,)), last])
    elif kind == "unbuilt":
        built = keras.Sequential(layers())
    elif kind == "subclassed":
        built = Subclassed()
    elif kind == "stateful":
        built = lab_models.stateful(BATCH)
    elif kind == "looks up":
        built = lab_models.looks_up()
    elif kind == "two optimizers":
        built = lab_models.two_optimizers()
        built.compile()
        return built
    else:
        left, right = keras.Input((3,), name="left"), keras.Input((3,), name="right")
        joined = keras.layers.Concatenate()([left, right])
        joined = keras.layers.Dropout(0.2)(joined) if kind == "nested" else joined
        outputs = {
            "sign": keras.layers.Dense(1, activation="sigmoid", name="sign")(joined),
            "size": keras.layers.Dense(1, name="size")(joined),
        }
        if kind == "lists":  # Keras 2 takes no lists where the model has names
            built = keras.Model([left, right], list(outputs.values()))
        else:
            built = keras.Model({"left": left, "right": right}, outputs)
    rate = 0.01
    if spec.get("schedule"):
        rate = keras.optimizers.schedules.ExponentialDecay(0.02, 5, 0.9)
    optimizer = keras.optimizers.Adam(rate)
    if kind == "not compiled":
        return built
    if kind in ("nested", "two"):
        built.compile(
            optimizer, {"sign": "binary_crossentropy", "size": "mse"}, metrics={"sign": ["accuracy"], "size": ["mae"]}
        )
    elif kind == "lists":
        built.compile(optimizer, ["binary_crossentropy", "mse"], metrics=[["accuracy"], ["mae"]])
    elif kind == "measured":
        measured = [keras.metrics.AUC(name="area"), keras.metrics.Precision(name="precise"), spread]
        built.compile(optimizer, keras.losses.BinaryCrossentropy(label_smoothing=0.1), metrics=measured)
    elif kind in ("own step", "fickle", "bursts"):
        built.compile(optimizer, "mse", run_eagerly=kind == "fickle")
    else:
        more = {"steps_per_execution": spec["execution"]} if "execution" in spec else {}
        built.compile(optimizer, "binary_crossentropy", metrics=["accuracy"], **more)
    return built


def spread(truth: object, told: object) -> object:
    """A metric of the user's own, as a function."""
    return abs(told - 0.5) * 2


def bad(kind: str, x: object, y: object) -> dict:
    """What nothing can be trained on."""
    return {
        "none": {"x": None, "y": y},
        "texts": {"x": {"a": "text"}, "y": y},
        "y beside": {"x": Items(), "y": y},
        "empty": {"x": x[:0], "y": y[:0]},
        "objects": {"x": x.astype(object), "y": y},
        "unequal": {"x": x, "y": y[:-1]},
        "empty sequence": {"x": Items(records=0)},
        "weights beside": {"x": Items(), "sample_weight": y},
        "split beside": {"x": Items(), "validation_split": 0.2, "validation_data": None},
        "no validation": {"x": x, "y": y, "validation_data": (x[:0], y[:0])},
        "texts to validate": {"x": x, "y": y, "validation_data": ("text", y)},
        "four to validate": {"x": x, "y": y, "validation_data": (x, y, y, y)},
        "empty generator": {"x": iter(()), "steps_per_epoch": 9},
        "short generator": {"x": ((x[i : i + 10], y[i : i + 10]) for i in range(0, 50, 10)), "steps_per_epoch": 9},
    }[kind]


def arguments(spec: dict, directory: Path) -> dict:
    x, y = data()
    kind = spec.get("data", "arrays")
    if "bad" in spec:
        return {"validation_data": (x[:30], y[:30]), **bad(spec["bad"], x, y)}
    held = (x[:30], y[:30])
    if kind == "arrays":
        weights = np.linspace(0.5, 1.5, RECORDS)
        return {"x": x, "y": y, "batch_size": BATCH, "sample_weight": weights, "validation_data": held}
    if kind == "split":
        return {"x": x, "y": y, "batch_size": BATCH, "validation_split": 0.2, "class_weight": {0: 1.0, 1: 2.0}}
    if kind == "nested":
        inputs = {"left": x[:, :3], "right": x[:, 3:]}
        targets = {"sign": y.astype("float32")[:, None], "size": x.sum(axis=1)[:, None]}
        return {"x": inputs, "y": targets, "batch_size": BATCH, "validation_data": (inputs, targets)}
    if kind == "lists":
        inputs, targets = [x[:, :3], x[:, 3:]], [y.astype("float32")[:, None], x.sum(axis=1)[:, None]]
        return {"x": inputs, "y": targets, "batch_size": BATCH, "validation_data": (inputs, targets)}
    if kind in ("sequence", "calm sequence", "adapter"):
        items = Items(calm=kind != "sequence")
        if kind == "adapter":
            return {"x": SequenceAdapter(items), "validation_data": SequenceAdapter(Items(calm=True))}
        return {"x": items, "validation_data": held}
    if kind == "generator":
        return {
            "x": ((x[i : i + 10], y[i : i + 10]) for _ in range(99) for i in range(0, 90, 10)),
            "steps_per_epoch": 9,
        }
    if kind == "loader":
        return {"x": loader(x, y), "validation_data": held}
    import tensorflow as tf

    pairs = tf.data.Dataset.from_tensor_slices((x, y))
    if kind != "calm dataset":
        pairs = pairs.shuffle(40)
    if kind == "cache in files":
        pairs = tf.data.Dataset.from_tensor_slices((x, y)).cache(str(directory / "cache")).shuffle(40, seed=5)
    if kind == "refused":  # a stateful random operation: TensorFlow does not save such an iterator
        pairs = pairs.map(lambda a, b: (a + tf.random.normal(tf.shape(a), seed=3), b))
    if kind == "no dataset":
        pairs = pairs.take(0)
    if kind == "unknown":
        pairs = pairs.filter(lambda a, b: a[0] > -5.0)
    validation = tf.data.Dataset.from_tensor_slices(held).batch(10)
    return {"x": pairs.batch(BATCH).prefetch(2), "validation_data": validation, "class_weight": {0: 1.0, 1: 1.5}}


class OwnStep(keras.Model):
    """Overrides `train_step`, on TensorFlow all of it."""

    def train_step(self, *given: object) -> object:
        if BACKEND != "tensorflow":
            return super().train_step(*given)
        import tensorflow as tf

        x, y, _ = (*given[0], None)[:3]
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(self(x, training=True)[:, 0] - tf.cast(y, tf.float32)))
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        return {"loss": loss, "twice": 2 * loss}

    def test_step(self, *given: object) -> object:
        if BACKEND != "tensorflow":
            return super().test_step(*given)
        import tensorflow as tf

        x, y, _ = (*given[0], None)[:3]
        return {"loss": tf.reduce_mean(tf.square(self(x, training=False)[:, 0] - tf.cast(y, tf.float32)))}


class Fickle(keras.Model):
    """Reports another metric every other batch."""

    batches = 0

    def train_step(self, *given: object) -> object:
        self.batches += 1
        logs = super().train_step(*given)
        return {"loss": logs["loss"], **({} if self.batches == 2 else {"more": logs["loss"]})}


def loader(x: object, y: object) -> object:
    """A DataLoader that shuffles, of records that draw random numbers."""
    import torch

    class Records(torch.utils.data.Dataset):
        def __len__(self) -> int:
            return RECORDS

        def __getitem__(self, index: int) -> tuple:
            return torch.from_numpy(x[index]) + 0.1 * torch.randn(6), y[index]

    return torch.utils.data.DataLoader(Records(), batch_size=BATCH, shuffle=True)


class Heard(keras.callbacks.Callback):
    """Writes down what a callback is told, and draws from the generators as user code does."""

    def __init__(self, path: Path, batches: bool) -> None:
        super().__init__()
        self.path = str(path)
        if batches:
            self.on_train_batch_end = self.batch

    def say(self, *words: object) -> None:
        with Path(self.path).open("a") as file:
            file.write(json.dumps(words) + "\n")

    def on_train_begin(self, logs: object = None) -> None:
        self.say("train_begin")

    def on_train_end(self, logs: object = None) -> None:
        self.say("train_end")

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        self.say("epoch_begin", epoch)

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        exact = {name: float(value).hex() for name, value in sorted((logs or {}).items())}
        self.say("epoch_end", epoch, exact, float(np.random.random()).hex())

    def batch(self, batch: int, logs: dict | None = None) -> None:
        self.say("batch", batch)


def callbacks(spec: dict, directory: Path) -> list:
    found = [Heard(directory / "heard.jsonl", bool(spec.get("heard_batches")))]
    if not spec.get("schedule"):
        found.append(keras.callbacks.ReduceLROnPlateau(monitor="val_loss", factor=0.5, patience=1, min_delta=0.05))
    found.append(
        keras.callbacks.EarlyStopping(
            monitor="val_loss", patience=spec.get("patience", 50), min_delta=spec.get("min_delta", 0)
        )
    )
    if spec.get("more callbacks"):
        stop = keras.callbacks.EarlyStopping("loss", mode="max", patience=0, restore_best_weights=True)
        found += [keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate * 0.7), stop]
        found.append(Rates(directory / "heard.jsonl", False))
        found.append(keras.callbacks.ModelCheckpoint(str(directory / "after-{batch}.keras"), save_freq=4))
    best = directory / ("best.weights.h5")
    found.append(
        keras.callbacks.ModelCheckpoint(str(best), monitor="val_loss", save_best_only=True, save_weights_only=True)
    )
    if spec.get("tensorboard") == "ours":
        found.append(TFKerasTensorBoard(log_dir="elsewhere", update_freq="epoch"))
    if spec.get("tensorboard") == "keras":
        board = {"log_dir": str(directory / "board"), "update_freq": "batch", **spec.get("board", {})}
        found.append(keras.callbacks.TensorBoard(**board))
    return [*found, Faulty(spec["faulty"])] if "faulty" in spec else found


class Rates(Heard):
    """What the callbacks before it have left in the logs and in the optimizer."""

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        rate = self.model.optimizer.learning_rate
        self.say("rate", float(np.asarray(rate.numpy() if hasattr(rate, "numpy") else rate)), sorted(logs or {}))


class Faulty(keras.callbacks.Callback):
    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def on_train_batch_end(self, batch: int, logs: object = None) -> None:
        if batch == 4 and self.kind == "raises":
            raise ValueError("the callback's own fault")
        if batch == 4 and self.kind == "stops":
            self.model.stop_training = True
        if batch == 4 and self.kind == "interrupts":
            raise KeyboardInterrupt


def keep_weights(directory: Path, loop_class: type, method: str) -> None:
    original = getattr(loop_class, method)

    def finish(loop: object) -> None:
        original(loop)
        variables = [variable for variable in loop.model.variables if hasattr(variable, "numpy")]
        np.savez(directory / "weights.npz", *[variable.numpy() for variable in variables])

    setattr(loop_class, method, finish)


def pretend_untried() -> None:
    """This Keras becomes one that nobody tried, and what leans on its inner parts cannot be imported."""
    keras.__version__ = f"{keras.__version__[0]}.99.0"
    hooks_in_use.exact.cache_clear()
    for name in private_uses.EXACT["keras"]:
        sys.modules[f"determined.keras.{name}"] = None
        vars(sys.modules["determined.keras"]).pop(name, None)


class OwnFit(keras.Sequential):
    """A model whose class has a `fit` of its own."""

    def fit(self, *args: object, **kwargs: object) -> object:
        return super().fit(*args, **kwargs)


def fit(context: TFKerasNativeContext, built: object, spec: dict, directory: Path) -> None:
    given = {**arguments(spec, directory), **spec.get("fit", {"epochs": 3}), "callbacks": callbacks(spec, directory)}
    for name in spec.get("without", []):
        del given[name]
    if spec.get("numpy numbers"):
        given = {name: np.int64(value) if type(value) is int else value for name, value in given.items()}
    if spec.get("data") == "dataset":
        given["x"] = context.wrap_dataset(given["x"])
    for optimizer in (keras.optimizers.SGD(), None):
        assert context.wrap_optimizer(optimizer) is optimizer
    if spec.get("script") == "fit_generator":
        built.fit_generator(given.pop("x"), **given, workers=2)
    elif spec.get("script") == "stop requested":
        given["callbacks"].append(
            keras.callbacks.LambdaCallback(
                on_epoch_begin=lambda epoch, logs: epoch and context.set_stop_requested(True)
            )
        )
        built.fit(**given)
    elif spec.get("script") == "helper first":  # a fit inside the managed one is a plain one
        given["callbacks"].append(
            keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: model({}).fit(*data(), verbose=0))
        )
        built.fit(**given)
    else:
        context.wrap_model(built).fit(**given)


def main(directory: Path) -> None:
    logging.basicConfig(level=logging.INFO, force=True)
    spec = json.loads((directory / "lab.json").read_text())
    config = {
        "searcher": {"name": "single", "metric": "val_loss", "max_length": spec.get("length", {"epochs": 3})},
        "scheduling_unit": 4,
        "checkpoint_storage": {"type": "shared_fs", "host_path": spec["storage"]},
        **spec.get("config", {}),
    }
    if spec.get("script") == "plain":
        keras.utils.set_random_seed(42)
        given = {
            **arguments(spec, directory),
            **spec.get("fit", {"epochs": 3}),
            "callbacks": callbacks(spec, directory),
        }
        built = model(spec)
        for name in ("x", "validation_data"):
            given[name] = getattr(given.get(name), "sequence", given.get(name))
        built.fit(**given, verbose=0)
        np.savez(directory / "weights.npz", *[variable.numpy() for variable in built.variables])
        return
    info = TrialInfo(1, 1, 1, "1.t", "1.t.1", 42, spec.get("hparams", {}), config, directory)
    if "latest" in spec:
        info = replace(info, latest_checkpoint=spec["latest"], steps_completed=spec.get("latest_steps", 1))
        info = replace(info, earlier_checkpoints=spec.get("earlier", []))
    run = Run.open(info)
    set_current(run)
    fate = Fate(Loop, "batch_done", lambda loop: loop.marks.steps)
    if spec.get("untried"):
        pretend_untried()
        fate = Fate(PublicLoop, "on_train_batch_end", lambda loop: loop.marks.steps)
        keep_weights(directory, PublicLoop, "_end")
    else:
        keep_weights(directory, Loop, "finish")
    if spec.get("script") != "trial":
        context = TFKerasNativeContext(run)
        built = model(spec)
    if "driven" in spec:
        drive(run, spec["driven"])
    if "die_after" in spec:
        fate.die_after(spec["die_after"], written)
    if "preempt_after" in spec:
        fate.preempt_after(spec["preempt_after"], run)
    end = "no end"
    try:
        if spec.get("script") == "trial":
            import lab_trial

            train_class(lab_trial.of(spec, directory), run)
        elif spec.get("script") == "swallows":
            try:
                fit(context, built, spec, directory)
            except BaseException as swallowed:
                print("swallowed", type(swallowed).__name__)
            model(spec).fit(*data(), verbose=0)
        else:
            fit(context, built, spec, directory)
    except (StopLoadingImplementation, TrialFailed, InvalidDataTypeException) as stop:
        end = type(stop).__name__
    finally:
        run.reports.close()
        (directory / "end.json").write_text(json.dumps({"end": end, "status": run.status}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
