"""Real trials on real processes, with faults at random moments; after each round everything is audited.

    make chaos ROUNDS=10 [SEED=n] [JOBS=n]

Each round is one search on a cluster that lives through all rounds; JOBS clusters share the rounds. Faults come until
the search has had its share of them; then it must end as if nothing had happened, and `audit` looks at all that it
left behind.
"""

from __future__ import annotations

import argparse
import collections
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
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


@dataclass
class Campaign:
    """The rounds that are still to come, and what became of the others; several lanes work on it at once."""

    seeds: Iterator[tuple[int, int]]
    faults: collections.Counter[str] = field(default_factory=collections.Counter)
    passed: int = 0
    failed: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self) -> tuple[int, int] | None:
        with self.lock:
            return next(self.seeds, None)

    def ended(self, title: str, found: list[str], done: collections.Counter[str]) -> None:
        with self.lock:
            self.faults += done
            self.failed += bool(found)
            self.passed += not found
            what = ", ".join(f"{name} {count}" for name, count in sorted(done.items()))
            print("\n".join([f"{title}: {what}", *(f"  FOUND {finding}" for finding in found)]), flush=True)


def lane(campaign: Campaign, directory: pathlib.Path) -> None:
    """Rounds on one cluster, and on a fresh one after a round that went wrong."""
    directory.mkdir()
    with small_disk(directory) as disk:
        while (upcoming := campaign.next()) is not None:
            number, _ = upcoming
            cluster = Cluster(directory, data=(disk or directory) / f"data-{number}")
            cluster.up()
            try:
                while upcoming is not None and judged(campaign, cluster, disk, *upcoming):
                    upcoming = campaign.next()
            finally:
                cluster.destroy()
                shutil.rmtree(cluster.data, ignore_errors=True)


def judged(campaign: Campaign, cluster: Cluster, disk: pathlib.Path | None, number: int, seed: int) -> bool:
    """Runs one round; answers whether all was well."""
    start = time.monotonic()
    done: collections.Counter[str] = collections.Counter()
    try:
        found, done = one_round(cluster, disk, seed, cluster.directory / f"truth-{number}")
    except Exception as fault:  # whatever breaks a round is a finding, and the other rounds go on
        found = [f"the round broke: {fault!r}", *traceback.format_exc().splitlines()[-3:]]
    if found:
        found.append(f"logs are kept in {keep(cluster, number)}")
    campaign.ended(f"round {number} (seed {seed}, {time.monotonic() - start:.0f} s)", found, done)
    return not found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--jobs", type=int, default=1, help="clusters side by side")
    chosen = parser.parse_args()
    print(f"{chosen.rounds} rounds from seed {chosen.seed} on {chosen.jobs} cluster(s)", flush=True)
    campaign = Campaign((number + 1, chosen.seed + number) for number in range(chosen.rounds))
    with tempfile.TemporaryDirectory(prefix="chaos-") as name, ThreadPoolExecutor(chosen.jobs) as lanes:
        running = [lanes.submit(lane, campaign, pathlib.Path(name) / str(job)) for job in range(chosen.jobs)]
        for one in running:
            one.result()
    print(f"faults made: {dict(sorted(campaign.faults.items()))}")
    print(f"{campaign.passed} passed, {campaign.failed} failed")
    return 1 if campaign.failed else 0


def keep(cluster: Cluster, number: int) -> pathlib.Path:
    """Puts aside what tells why a round failed."""
    kept = pathlib.Path(tempfile.mkdtemp(prefix=f"chaos-round-{number}-"))
    for source in [cluster.data / "master.log", *cluster.data.glob("run/*/supervisor.log")]:
        target = kept / source.relative_to(cluster.data)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    return kept


if __name__ == "__main__":
    sys.exit(main())
