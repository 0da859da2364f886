"""Real trials on real processes, with faults at random moments; after each round everything is audited.

    make chaos ROUNDS=10 [SEED=n]

Each round is one search on a cluster that lives through all rounds. Faults come until the search has had its share
of them; then it must end as if nothing had happened, and `audit` looks at all that it left behind.
"""

from __future__ import annotations

import argparse
import collections
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent.parent / "harness")]

from audit import agreement, audit  # noqa: E402
from cluster import TERMINAL, Cluster  # noqa: E402
from faults import FAULTS, Scene  # noqa: E402

TRIALS, BATCHES = 5, 60
DISK = "192m"


@contextmanager
def small_disk(directory: pathlib.Path) -> Iterator[pathlib.Path | None]:
    """A file system of its own, small enough to be filled; None where mounting is not allowed."""
    if os.geteuid() != 0:
        print("no round fills the disk: mounting a small file system takes root", flush=True)
        yield None
        return
    disk = directory / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(disk)], check=True)
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def configuration(seed: int, truth: pathlib.Path) -> dict[str, Any]:
    return {
        "name": f"chaos {seed}",
        "searcher": {"name": "random", "metric": "val_loss", "max_trials": TRIALS, "max_concurrent_trials": 2},
        "hyperparameters": {"x": {"type": "double", "minval": 0, "maxval": 1}},
        "reproducibility": {"experiment_seed": seed},
        "scheduling_unit": 5,
        "max_restarts": 100,
        "checkpoint_storage": {"save_trial_latest": 2, "save_trial_best": 1},
        "data": {"batches": BATCHES, "pace": 0.1, "truth": str(truth)},
    }


def attack(scene: Scene, most: int) -> collections.Counter[str]:
    """Faults, one after the other, until there were so many or the search has ended."""
    done: collections.Counter[str] = collections.Counter()
    while sum(done.values()) < most:
        time.sleep(scene.seconds(0.1, 2.5))
        if scene.cluster.state(scene.experiment) in TERMINAL:
            break
        fault = scene.random.choice(FAULTS)
        fault(scene)
        done[fault.__name__] += 1
    return done


def one_round(
    cluster: Cluster, disk: pathlib.Path | None, seed: int, truth: pathlib.Path
) -> tuple[list[str], collections.Counter[str]]:
    truth.mkdir()
    experiment = cluster.experiment("chaos", scripts=HERE / "script", **configuration(seed, truth))
    scene = Scene(cluster, random.Random(seed), experiment, disk)
    done = attack(scene, most=scene.random.randint(4, 10))
    found = agreement(scene)
    state = cluster.ended(experiment, limit=300)
    if state != "STATE_COMPLETED":
        found.append(f"the search ended as {state}")
    return found + audit(scene, TRIALS, BATCHES, truth), done


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    chosen = parser.parse_args()
    print(f"{chosen.rounds} rounds from seed {chosen.seed}", flush=True)
    total: collections.Counter[str] = collections.Counter()
    failed = 0
    with tempfile.TemporaryDirectory(prefix="chaos-") as name, small_disk(pathlib.Path(name)) as disk:
        directory = pathlib.Path(name)
        cluster = Cluster(directory, data=(disk or directory) / "data")
        cluster.up()
        try:
            for number in range(chosen.rounds):
                seed = chosen.seed + number
                start = time.monotonic()
                found, done = one_round(cluster, disk, seed, directory / f"truth-{number}")
                total += done
                failed += bool(found)
                what = ", ".join(f"{name} {count}" for name, count in sorted(done.items()))
                print(f"round {number + 1} (seed {seed}, {time.monotonic() - start:.0f} s): {what}", flush=True)
                for finding in found:
                    print(f"  FOUND {finding}", flush=True)
                if found:
                    keep(cluster, number)
        finally:
            cluster.destroy()
    print(f"faults made: {dict(sorted(total.items()))}")
    print(f"{chosen.rounds - failed} passed, {failed} failed")
    return 1 if failed else 0


def keep(cluster: Cluster, number: int) -> None:
    """Puts aside what tells why a round failed."""
    kept = pathlib.Path(tempfile.mkdtemp(prefix=f"chaos-round-{number + 1}-"))
    for source in [cluster.data / "master.log", *cluster.data.glob("run/*/supervisor.log")]:
        target = kept / source.relative_to(cluster.data)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    print(f"  logs are kept in {kept}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
