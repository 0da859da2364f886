"""What must be true once a round's search has ended, whatever was done to the cluster: each finding is a sentence."""

from __future__ import annotations

import pathlib
import re
from collections import defaultdict
from typing import Any

from cluster import Cluster, eventually
from determined.errors import CheckpointCorrupt
from determined.storage import from_config
from faults import Scene
from workers import processes_of, workers

PRINTED = re.compile(r"run (\d+) batch (\d+)$")

# What was collected is removed beside everything else.
SETTLE_SECONDS = 30.0


def fold(batch: int) -> int:
    """What the script computes over all batches up to this one."""
    value = 0
    for number in range(1, batch + 1):
        value = (value * 31 + number) % 1_000_003
    return value


def audit(scene: Scene, trials: int, batches: int, truth: pathlib.Path) -> list[str]:
    """All that is wrong with an ended search and with what it left behind."""
    cluster = scene.cluster
    listed = cluster.trials(scene.experiment)
    found = [] if len(listed) == trials else [f"there are {len(listed)} trials, not {trials}"]
    for trial in listed:
        found += [f"trial {trial['id']}: {fault}" for fault in _trial(scene, trial, batches, truth)]
    found += _leftovers(cluster)
    found += _storage(cluster, scene.experiment)
    return found


def _trial(scene: Scene, trial: dict[str, Any], batches: int, truth: pathlib.Path) -> list[str]:
    if trial["state"] != "STATE_COMPLETED":
        return [f"ended as {trial['state']}, not as completed"]
    return [
        *_training(scene.cluster, trial["id"], batches),
        *_validation(scene.cluster, trial["id"]),
        *_log(scene, trial, truth),
    ]


def _training(cluster: Cluster, trial: int, batches: int) -> list[str]:
    found, seen = [], []
    for report in cluster.training(trial):
        rows = report["metrics"]["batchMetrics"]
        seen += range(report["totalBatches"] - len(rows) + 1, report["totalBatches"] + 1)
        for batch, row in enumerate(rows, report["totalBatches"] - len(rows) + 1):
            if row != {"loss": 1 / batch, "fold": fold(batch)}:
                found.append(f"batch {batch} is stored as {row}, not with fold {fold(batch)}")
    if seen != list(range(1, batches + 1)):
        lost, doubled = sorted(set(range(1, batches + 1)) - set(seen)), sorted({b for b in seen if seen.count(b) > 1})
        found.append(f"batches lost: {lost}, doubled: {doubled}, in the order {seen}")
    return found


def _validation(cluster: Cluster, trial: int) -> list[str]:
    workloads = cluster.get(f"/api/v1/trials/{trial}/workloads?limit=1000")["workloads"]
    rows = [entry["validation"] for entry in workloads if entry.get("validation")]
    steps = [row["totalBatches"] for row in rows]
    found = [] if steps == sorted(set(steps)) and steps else [f"validations at {steps}"]
    for row in rows:
        if row["metrics"]["avgMetrics"]["fold"] != fold(row["totalBatches"]):
            found.append(f"validation at {row['totalBatches']} is stored as {row['metrics']['avgMetrics']}")
    return found


def _log(scene: Scene, trial: dict[str, Any], truth: pathlib.Path) -> list[str]:
    """Each printed line is there once, in order; a run whose supervisor was killed may lack its last ones."""
    arrived: dict[int, list[int]] = defaultdict(list)
    for line in scene.cluster.log(trial["id"]):
        if match := PRINTED.search(line):
            arrived[int(match[1])].append(int(match[2]))
    found = []
    for file in sorted(truth.glob(f"{trial['id']}.*")):
        run = int(file.suffix[1:])
        printed, got = [int(line) for line in file.read_text().splitlines()], arrived.pop(run, [])
        silenced = any(f"{task}.{run}" in scene.silenced for task in trial["taskIds"])
        # A runner that is killed between its print and its note of it has printed one line more.
        whole = got[: len(printed)] == printed and len(got) <= len(printed) + 1
        if not whole and not (silenced and got == printed[: len(got)]):
            found.append(f"the log of run {run} has batches {got}, printed were {printed}")
    return [*found, *(f"the log has run {run}, which never was" for run in arrived)]


def _leftovers(cluster: Cluster) -> list[str]:
    try:
        eventually(lambda: processes_of(cluster), lambda found: not found, 30, "no process to be left")
    except AssertionError as late:
        return [str(late)]
    return []


def _storage(cluster: Cluster, experiment: int) -> list[str]:
    """As `_stored` says it, once what was collected has had its time to go."""
    try:
        eventually(
            lambda: _stored(cluster, experiment), lambda found: not found, SETTLE_SECONDS, "storage to be as it is told"
        )
    except AssertionError:
        return _stored(cluster, experiment)
    return []


def _stored(cluster: Cluster, experiment: int) -> list[str]:
    """Every checkpoint that is announced is there and whole; nothing else lies beside them."""
    config = cluster.get(f"/api/v1/experiments/{experiment}")["experiment"]["config"]["checkpoint_storage"]
    storage = from_config(config)
    listed = cluster.get(f"/api/v1/experiments/{experiment}/checkpoints?limit=0")["checkpoints"]
    found = []
    whole = {entry["uuid"] for entry in listed if entry["state"] == "STATE_COMPLETED"}
    for name in sorted(whole):
        try:
            storage.fetch(name, cluster.directory / "fetched")
        except CheckpointCorrupt as fault:
            found.append(str(fault))
    known = {
        entry["uuid"]
        for number in range(1, experiment + 1)
        for entry in cluster.get(f"/api/v1/experiments/{number}/checkpoints?limit=0")["checkpoints"]
        if entry["state"] != "STATE_DELETED"
    }
    known.add(cluster.get("/api/v1/master")["clusterId"])  # the event files of TensorBoard
    there = {path.name for path in storage.root.iterdir()}  # type: ignore[attr-defined]
    return [*found, *(f"storage holds {name}, which nobody knows" for name in sorted(there - known))]


def agreement(scene: Scene) -> list[str]:
    """While nothing is done to the cluster: every trial that is said to run has a process, and the other way round."""
    cluster = scene.cluster

    def disagreements() -> list[str]:
        backed = {worker.allocation for worker in workers(cluster)}
        found = []
        for trial in cluster.trials(scene.experiment):
            has = any(name.startswith(f"{trial['taskIds'][-1]}.") for name in backed)
            if (trial["state"] == "STATE_RUNNING") != has:
                found.append(f"trial {trial['id']} is said to be {trial['state']} with {'a' if has else 'no'} worker")
        return found

    try:
        eventually(disagreements, lambda found: not found, 30, "states and processes to agree")
    except AssertionError as late:
        return [str(late)]
    return []
