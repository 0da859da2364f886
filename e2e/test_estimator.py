"""The example with an Estimator, as a user would run it."""

from __future__ import annotations

import re
import subprocess

from cluster import ROOT, Cluster

PYTHON = ROOT / ".envs" / "keras2" / "bin" / "python"
LENGTH = 300


def test_the_example_searches_and_tells_the_kinds_of_iris_apart(cluster: Cluster) -> None:
    script = ROOT / "examples" / "iris_estimator" / "train.py"
    done = subprocess.run(
        [str(PYTHON), str(script)], capture_output=True, text=True, timeout=120, env=cluster.environment
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
