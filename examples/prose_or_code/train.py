"""Tells prose from code, a line at a time, by its characters: Python's own manual against its own library.

`python train.py` needs Keras and no data beyond the interpreter itself.
"""

import ast
import asyncio
import email
import http
from pathlib import Path
from pydoc_data.topics import topics

import determined.experimental.keras
import keras
import numpy as np
from determined.experimental import Mode

config = {
    "name": "prose-or-code",
    "searcher": {
        "name": "random",
        "metric": "val_accuracy",
        "smaller_is_better": False,
        "max_trials": 2,
        "max_length": {"epochs": 2},
    },
    "hyperparameters": {"filters": {"type": "int", "minval": 16, "maxval": 48}},
}
context = determined.experimental.keras.init(config, mode=Mode.CLUSTER, context_dir=str(Path(__file__).parent))


def lines_of(module) -> list:
    """The statements of a package, without comments and texts."""
    trees = [ast.parse(file.read_text()) for file in sorted(Path(module.__file__).parent.glob("*.py"))]
    statements = [node for tree in trees for node in ast.walk(tree) if isinstance(node, (ast.Assign, ast.Return))]
    return [ast.unparse(statement).splitlines()[0] for statement in statements]


prose = [line for _, text in sorted(topics.items()) for line in text.splitlines() if line[:1].isalpha()]
code = [line for module in (asyncio, email, http) for line in lines_of(module)]
count = min(len(prose), len(code))
draw = np.random.default_rng(0)
chosen = [*draw.permutation(prose)[:count], *draw.permutation(code)[:count]]
order = draw.permutation(2 * count)
letters = np.array([[min(ord(letter), 127) for letter in line[:60].ljust(60)] for line in chosen], "int32")[order]
is_code = np.repeat([0, 1], count)[order]

layers = [
    keras.layers.Embedding(128, 16),
    keras.layers.Conv1D(context.get_hparam("filters"), 5, activation="relu"),
    keras.layers.GlobalMaxPooling1D(),
    keras.layers.Dense(1, activation="sigmoid"),
]
model = keras.Sequential(layers)
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
model.fit(letters, is_code, batch_size=64, validation_split=0.2)
