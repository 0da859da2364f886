"""Loads the best model of an experiment back, evaluates it on the data it was validated on, and reads the results."""

import sys

import numpy as np
from determined.experimental import Determined

experiment = Determined().get_experiment(int(sys.argv[1]))
checkpoint = experiment.top_checkpoint()
model = checkpoint.load()
generator = np.random.default_rng(0)
inputs = generator.normal(size=(320, 8)).astype("float32")[:64]
labels = (inputs.sum(axis=1) > 0).astype("float32")
predicted = np.clip(np.asarray(model(inputs))[:, 0].astype("float64"), 1e-7, 1 - 1e-7)
loss = -np.mean(labels * np.log(predicted) + (1 - labels) * np.log(1 - predicted))
told = checkpoint.validation["metrics"]["val_loss"]
assert abs(loss - told) < 1e-4 * told, (loss, told)

results = experiment.dataframe()
assert list(results["state"]) == ["COMPLETED"], results
assert results["val_loss"].iloc[0] == told
assert results["hp.scale"].iloc[0] == checkpoint.hparams["scale"]
rows = Determined().get_trial(checkpoint.trial_id).dataframe("validation")
assert rows["val_loss"].iloc[-1] == told, rows
every = Determined().get_trial(checkpoint.trial_id).dataframe()
assert set(every["group"]) == {"training", "validation"}, every
assert list(every["batches"]) == sorted(every["batches"]), every
assert len(every[every["group"] == "validation"]) == len(rows), every
assert Determined().get_trial(checkpoint.trial_id).dataframe("no such&group").empty
WithoutTrials = type("WithoutTrials", (type(experiment),), {"trials": lambda self: []})
assert WithoutTrials(experiment.id, experiment._session).dataframe().empty
print("equal")
