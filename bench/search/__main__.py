"""Search methods and their durable decisions, beside Optuna and Syne Tune on the same surfaces."""

from __future__ import annotations

import concurrent.futures
import logging
import math
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench"))
from table import show  # noqa: E402

SEEDS = 20
TRIALS = 100
TARGET = 0.075
WORKERS = 4
EPOCHS = 81
OPERATIONS = 1000
OPTUNA_TRIALS = 200
SEARCH_WORKERS = 16
Point = Mapping[str, Any]


def ours(*arguments: object) -> list[list[str]]:
    """What SearchBench.java printed, in words."""
    java = pathlib.Path(os.environ["JAVA_HOME"], "bin") if "JAVA_HOME" in os.environ else pathlib.Path()
    parts = [f"master/target/{name}" for name in ("classes", "test-classes", "lib/*", "bench-search")]
    classes = ROOT / "master/target/bench-search"
    path = ":".join(str(ROOT / part) for part in parts)
    if not (ROOT / "master/target/test-classes/ai/resolute/master/TestCluster.class").exists():
        sys.exit(
            "The master and its tests are not built. "
            "Run 'make build' and 'mvn -q -pl master -am test-compile', then bench/run search."
        )
    sources = sorted((ROOT / "bench/search").glob("*.java"))
    made = classes / "ai/resolute/master/SearchBench.class"
    if not made.exists() or made.stat().st_mtime < max(source.stat().st_mtime for source in sources):
        subprocess.run([java / "javac", "-nowarn", "-proc:none", "-cp", path, "-d", classes, *sources], check=True)
    command = [java / "java", "--enable-native-access=ALL-UNNAMED", "-Xmx1g", "-cp", path]
    command += ["-Djava.util.logging.config.file=.mvn/logging-test.properties", "ai.resolute.master.SearchBench"]
    done = subprocess.run([*command, *map(str, arguments)], check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    return [line.split() for line in done.stdout.splitlines() if line.startswith(str(arguments[0]))]


def curve(point: Point, epoch: int) -> float:
    """Bad points end high, and slow ones come down late; the same as in SearchBench.java."""
    rate = math.log10(point["lr"]) + 2.2
    regular = math.log10(point["decay"]) + 3.5
    end = 0.05 + 0.08 * rate**2 + 0.25 * (point["momentum"] - 0.85) ** 2 + 0.02 * regular**2
    speed = 0.25 * math.exp(-0.3 * abs(rate))
    return min(1, end) + max(0.0, 1 - end) * math.exp(-speed * epoch)


def syne_tune_epochs(seed: int) -> int:
    """Epochs until the target with Syne Tune's ASHA: as many workers, rungs and trials as ours."""
    from syne_tune.backend.trial_status import Trial
    from syne_tune.config_space import loguniform, uniform
    from syne_tune.optimizer.baselines import ASHA

    space = {"lr": loguniform(1e-5, 1), "momentum": uniform(0, 1), "decay": loguniform(1e-6, 1e-1)}
    settings: dict[str, Any] = {"metric": "loss", "time_attr": "epoch", "max_t": EPOCHS, "reduction_factor": 3}
    scheduler = ASHA(space, grace_period=1, do_minimize=True, random_seed=seed, **settings)
    running: list[list[Any]] = []
    created = epochs = 0
    while True:
        while len(running) < WORKERS:
            suggestion = scheduler.suggest()
            trial = Trial(created, suggestion.config, None)  # type: ignore[arg-type]
            scheduler.on_trial_add(trial)
            running.append([trial, 0])
            created += 1
        for entry in list(running):
            entry[1] += 1
            epochs += 1
            loss = curve(entry[0].config, entry[1])
            if loss <= TARGET or created > 2000:
                return epochs
            result = {"loss": loss, "epoch": entry[1]}
            decision = scheduler.on_trial_result(entry[0], result)
            if entry[1] >= EPOCHS:
                scheduler.on_trial_complete(entry[0], result)
                running.remove(entry)
            elif decision != "CONTINUE":
                scheduler.on_trial_remove(entry[0])
                running.remove(entry)


def branin(p: Point) -> float:
    bowl = p["y"] - 5.1 / (4 * math.pi**2) * p["x"] ** 2 + 5 / math.pi * p["x"] - 6
    return bowl**2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(p["x"]) + 10


def network(p: Point) -> float:
    act = {"relu": 0, "tanh": 0.12, "elu": 0.03, "gelu": 0.01}[p["act"]]
    rate = 0.08 * (math.log10(p["lr"]) + 2.4) ** 2
    return 0.05 + rate + 0.3 * ((p["units"] - 180) / 248) ** 2 + act + 0.5 * (p["drop"] - 0.3) ** 2


def rosenbrock(p: Point) -> float:
    a, b, c = p["a"], p["b"], p["c"]
    return 100 * (b - a * a) ** 2 + (1 - a) ** 2 + 100 * (c - b * b) ** 2 + (1 - b) ** 2


SURFACES: dict[str, tuple[Callable[[Any], dict[str, Any]], Callable[[Point], float], float]] = {
    "BRANIN": (
        lambda t: {"x": t.suggest_float("x", -5, 10), "y": t.suggest_float("y", 0, 15)},
        branin,
        0.39788735772973816,
    ),
    "SPHERE5": (
        lambda t: {n: t.suggest_float(n, -5, 5) for n in "abcde"},
        lambda p: sum((p[n] - 1.3) ** 2 for n in "abcde"),
        0,
    ),
    "NETWORK": (
        lambda t: {
            "lr": t.suggest_float("lr", 1e-5, 1, log=True),
            "units": t.suggest_int("units", 8, 256),
            "act": t.suggest_categorical("act", ["relu", "tanh", "elu", "gelu"]),
            "drop": t.suggest_float("drop", 0, 0.8),
        },
        network,
        0.05,
    ),
    "ROSENBROCK": (lambda t: {n: t.suggest_float(n, -2, 2) for n in "abc"}, rosenbrock, 0),
}


def optuna_regret(name: str, seed: int) -> float:
    import optuna

    suggest, value, least = SURFACES[name]
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
    study.optimize(lambda trial: value(suggest(trial)), n_trials=TRIALS)
    return study.best_value - least


def optuna_operations(storage: Any, workers: int) -> float:
    """Operations per second: create a trial, take a report and decide."""
    import optuna

    pruner = optuna.pruners.SuccessiveHalvingPruner(min_resource=1, reduction_factor=3)
    study = optuna.create_study(storage=storage, sampler=optuna.samplers.RandomSampler(seed=1), pruner=pruner)
    dice = random.Random(1)

    def train(_: int) -> int:
        trial = study.ask()
        trial.suggest_float("lr", 1e-5, 1, log=True)
        trial.suggest_float("momentum", 0, 1)
        trial.suggest_float("decay", 1e-6, 1e-1, log=True)
        operations, value, pruned = 1, 0.0, False
        for batches in (1, 3, 9):
            value = dice.random()
            trial.report(value, batches)
            pruned = trial.should_prune()
            operations += 1
            if pruned:
                break
        study.tell(trial, None if pruned else value, state=optuna.trial.TrialState.PRUNED if pruned else None)
        return operations

    with concurrent.futures.ThreadPoolExecutor(workers) as threads:
        start = time.perf_counter()
        operations = sum(threads.map(train, range(OPTUNA_TRIALS)))
        return operations / (time.perf_counter() - start)


def best_of_optuna(storage: Callable[[str], Any]) -> float:
    """The better of one worker and of as many as we have, each after a study that only warms up."""
    rates = []
    with tempfile.TemporaryDirectory() as folder:
        for workers in (1, SEARCH_WORKERS):
            names = [f"{folder}/{workers}-{i}" for i in range(4)]
            rates.append(statistics.median([optuna_operations(storage(name), workers) for name in names][1:]))
    return max(rates)


class Rows:
    """What was compared, line by line."""

    def __init__(self) -> None:
        self.all: list[list[str]] = []

    def add(self, what: str, mine: float, theirs: float, unit: str, bound: float, *, least: bool) -> None:
        ratio = mine / theirs
        held = ratio >= bound if least else ratio <= bound
        self.all.append(
            [
                what,
                f"{mine:.3g} {unit}",
                f"{theirs:.3g} {unit}",
                f"{ratio:.3g}",
                f"{'>=' if least else '<='} {bound:g}",
                "yes" if held else "NO",
            ]
        )

    def held(self) -> bool:
        return all(row[-1] == "yes" for row in self.all)


def compare_halving(rows: Rows) -> None:
    curves = ours("curves", SEEDS, TARGET)
    stopping, promoting, drawn = (statistics.median(int(line[i]) for line in curves) for i in (2, 3, 4))
    # Syne Tune has only the kind that stops; ours that promotes is the one of the paper.
    theirs = statistics.median(syne_tune_epochs(seed) for seed in range(SEEDS))
    rows.add("ASHA that promotes, to a target, against random", promoting, drawn, "epochs", 0.2, least=False)
    rows.add("ASHA that promotes, against Syne Tune's that stops", promoting, theirs, "epochs", 1.0, least=False)
    rows.add("ASHA that stops, against Syne Tune's that stops", stopping, theirs, "epochs", 1.0, least=False)


def compare_regrets(rows: Rows) -> None:
    regrets = ours("tpe", SEEDS, TRIALS)
    ratios = []
    for name in SURFACES:
        mine = statistics.median(float(line[3]) for line in regrets if line[1] == name)
        peer = statistics.median(optuna_regret(name, seed) for seed in range(SEEDS))
        ratios.append(mine / peer)
        rows.add(f"TPE's regret on {name.lower()}, against Optuna", mine, peer, "", 1.05, least=False)
    mean = math.exp(statistics.fmean(map(math.log, ratios)))
    rows.add("TPE's regret, geometric mean of the four", mean, 1, "", 1.05, least=False)


def compare_operations(rows: Rows) -> None:
    """Both sides have each operation on the disk before it counts: we flush the log of the database, as does Optuna's
    journal; Optuna's SQLite has synchronous=FULL. Both have warmed up."""
    import optuna

    rate = statistics.median(float(line[2]) for line in ours("operations", OPERATIONS))
    journal = best_of_optuna(
        lambda name: optuna.storages.JournalStorage(optuna.storages.journal.JournalFileBackend(f"{name}.log"))
    )
    sqlite = best_of_optuna(lambda name: f"sqlite:///{name}.db")
    rows.add("operations safe on disk, against JournalFile", rate, journal, "/s", 2, least=True)
    rows.add("operations safe on disk, against SQLite", rate, sqlite, "/s", 20, least=True)


def look_at_plans(rows: Rows) -> None:
    plans = ours("plan", 21)
    plan = statistics.median(float(line[1]) for line in plans[3:])
    memory = max(int(line[3]) for line in plans)
    rows.add(f"a plan of 10,000 slots, 100,000 trials ({memory} MiB)", plan, 50, "ms", 1, least=False)


def main() -> int:
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    logging.disable(logging.WARNING)
    rows = Rows()
    for part in (compare_halving, compare_regrets, compare_operations, look_at_plans):
        part(rows)
    show(
        f"Search, medians of {SEEDS} seeds ({TRIALS} trials for TPE)",
        ["what", "ours", "peer", "ratio", "bound", "holds"],
        rows.all,
    )
    return 0 if rows.held() else 1


if __name__ == "__main__":
    sys.exit(main())
