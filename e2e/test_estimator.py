"""The example with an Estimator, as a user would run it."""

from __future__ import annotations

import pathlib
import re
import shutil
import subprocess

from cluster import ROOT, SCRIPTS, Cluster

PYTHON = ROOT / ".envs" / "keras2" / "bin" / "python"
LENGTH = 300


# Called in the graph that is exported, where its placeholders belong.
SERVING = """
context.serving_input_receiver_fns["iris"] = lambda: tf.estimator.export.build_raw_serving_input_receiver_fn(
    {name: tf.compat.v1.placeholder(tf.float32, [None], name) for name in names}
)()
"""


def test_the_example_searches_and_tells_the_kinds_of_iris_apart(cluster: Cluster, tmp_path: pathlib.Path) -> None:
    shutil.copytree(ROOT / "examples" / "iris_estimator", tmp_path / "iris")
    script = tmp_path / "iris" / "train.py"
    spec = "train = tf.estimator.TrainSpec"
    script.write_text(script.read_text().replace(spec, SERVING + spec))
    done = subprocess.run(
        [str(PYTHON), str(script)], capture_output=True, text=True, timeout=300, env=cluster.environment
    )
    found = re.search(r"^Created experiment (\d+)$", done.stdout, re.MULTILINE)
    assert found, done.stdout + done.stderr
    assert "deprecated" not in done.stderr
    experiment = int(found[1])
    assert cluster.ended(experiment, limit=300) == "STATE_COMPLETED"
    for trial in cluster.trials(experiment):
        assert trial["totalBatchesProcessed"] == cluster.batches(trial["id"]) == LENGTH
        assert trial["restarts"] == 0
        assert trial["bestValidation"]["metrics"]["avgMetrics"]["accuracy"] >= 0.9
        log = cluster.log(trial["id"])
        assert sum("deprecat" in line for line in log) <= 1, log
    loaded = subprocess.run(
        [str(PYTHON), str(SCRIPTS / "estimator_check.py"), str(experiment)],
        cwd=tmp_path,
        env=cluster.environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert loaded.stdout == "equal\n", loaded.stderr
