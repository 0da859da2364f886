"""Fills a master's SQLite database with many experiments, trials and metric rows, made after ones that really ran."""

from __future__ import annotations

import json
import pathlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
SECOND = 1_000_000
LABELS = ("vision", "text", "audio")
# One trial of so many failed.
FAILED = 20


@dataclass(frozen=True)
class Size:
    """How many trials each experiment has, and how many rows the metrics of a trial."""

    trials: Sequence[int]
    training: int
    validations: int
    long_trials: int
    long_rows: int

    @property
    def rows(self) -> int:
        return sum(self.trials) * (self.training + self.validations) + self.long_trials * self.long_rows


class Filler:
    """Copies the only experiment, trial and allocation of a database under new numbers."""

    def __init__(self, file: pathlib.Path) -> None:
        self.connection = sqlite3.connect(file)
        self.connection.row_factory = sqlite3.Row
        for pragma in ("journal_mode = WAL", "synchronous = OFF", "cache_size = -400000", "temp_store = MEMORY"):
            self.connection.execute(f"PRAGMA {pragma}")
        self.trials = 0

    def one(self, table: str) -> Row:
        found = self.connection.execute(f"SELECT * FROM {table} ORDER BY rowid DESC LIMIT 1").fetchone()
        return dict(found)

    def insert(self, table: str, rows: Iterator[Row], columns: Sequence[str]) -> None:
        marks = ", ".join(f":{column}" for column in columns)
        self.connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)

    def fill(self, size: Size) -> None:
        experiment, trial, allocation = self.one("experiments"), self.one("trials"), self.one("allocations")
        context, search = self.one("contexts"), self.one("searches")
        first, self.trials = experiment["id"] + 1, trial["id"]
        numbers = range(first, first + len(size.trials))
        self.insert(
            "experiments",
            (self._experiment(experiment, n, c) for n, c in zip(numbers, size.trials, strict=True)),
            list(experiment),
        )
        self.insert("contexts", ({**context, "experiment_id": n} for n in numbers), list(context))
        self.insert("searches", ({**search, "experiment_id": n} for n in numbers), list(search))
        owners = [n for n, count in zip(numbers, size.trials, strict=True) for _ in range(count)]
        made = range(self.trials + 1, self.trials + 1 + len(owners))
        self.insert("trials", (self._trial(trial, *pair) for pair in zip(made, owners, strict=True)), list(trial))
        tasks = (self._allocation(allocation, *pair) for pair in zip(made, owners, strict=True))
        self.insert("allocations", tasks, list(allocation))
        self.connection.commit()
        self._checkpoints(made, owners)
        self._metrics(made, size)
        self._count({"experiment": numbers[-1], "trial": made[-1]})

    @staticmethod
    def _experiment(like: Row, number: int, trials: int) -> Row:
        tally = json.dumps({**json.loads(like["tally"]), "requested": trials, "ended": trials})
        config = {**json.loads(like["config"]), "name": f"search {number}", "labels": [LABELS[number % len(LABELS)]]}
        return {
            **like,
            "id": number,
            "name": config["name"],
            "config": json.dumps(config),
            "key": None,
            "tally": tally,
            "created_at": like["created_at"] + number * SECOND,
        }

    @staticmethod
    def _task(trial: int, experiment: int) -> tuple[str, str]:
        request = f"00000000-0000-4000-8000-{trial:012x}"
        return request, f"{experiment}.{request}"

    def _trial(self, like: Row, number: int, experiment: int) -> Row:
        request, task = self._task(number, experiment)
        origin = json.loads(like["origin"])
        origin["experiment"]["value"], origin["request"]["value"] = experiment, request
        start = like["created_at"] + number * SECOND
        spread = (number * 2654435761) % 1_000_003 / 1_000_003
        failed = number % FAILED == 0
        return {
            **like,
            **(FAILURE if failed else {}),
            "id": number,
            "experiment_id": experiment,
            "task_id": task,
            "origin": json.dumps(origin),
            "created_at": start,
            "ended_at": start + int(spread * 3600) * SECOND,
            "steps_completed": 1 + int(spread * 10_000),
            "best": spread,
            "latest": spread + 0.1,
            "best_steps": 0,
            "checkpoint_bytes": self._bytes(number),
        }

    @staticmethod
    def _bytes(trial: int) -> int:
        return 1_000 + trial * 7919 % 1_000_003

    def _checkpoints(self, trials: range, owners: Sequence[int]) -> None:
        """One for each trial."""
        found = self.connection.execute("SELECT MAX(number) FROM checkpoints").fetchone()[0] or 0
        self.connection.executemany(
            "INSERT INTO checkpoints (uuid, number, experiment_id, trial_id, allocation_id, state, steps, time,"
            " resources, metadata, size) VALUES (?, ?, ?, ?, ?, 'COMPLETED', 1, 1700000000000000, ?, '{}', ?)",
            (
                (
                    f"00000000-0000-4000-9000-{trial:012x}", found + nth, owner, trial,
                    f"{self._task(trial, owner)[1]}.1", json.dumps({"weights": self._bytes(trial)}), self._bytes(trial),
                )
                for nth, (trial, owner) in enumerate(zip(trials, owners, strict=True), 1)
            ),
        )  # fmt: skip
        self.connection.execute(
            "INSERT INTO checkpoint_totals SELECT experiment_id, COUNT(*), SUM(size) FROM checkpoints"
            " WHERE trial_id >= ? GROUP BY experiment_id",
            (trials[0],),
        )
        self._count({"checkpoints": found + len(trials)})
        self.connection.commit()

    def _allocation(self, like: Row, trial: int, experiment: int) -> Row:
        _, task = self._task(trial, experiment)
        return {**like, "id": f"{task}.1", "task_id": task}

    def _metrics(self, trials: range, size: Size) -> None:
        """By SQL alone, in the order of the index, in stretches of some million rows."""
        row = self.connection.execute("SELECT COALESCE(MAX(id), 0) FROM metrics").fetchone()[0]
        each = size.training + size.validations
        stretch = max(1, 2_000_000 // each)
        for first in range(trials[0], trials[-1] + 1, stretch):
            last = min(first + stretch - 1, trials[-1])
            for group, rows, metric, offset in (
                ("training", size.training, "loss", 0),
                ("validation", size.validations, "val_loss", size.training),
            ):
                self.connection.execute(METRICS.format(metric=metric), {
                    "first": first, "last": last, "rows": rows, "group": group,
                    "base": row + (first - trials[0]) * each + offset, "each": each,
                })  # fmt: skip
            self.connection.commit()
        row += len(trials) * each
        for number, trial in enumerate(trials[: size.long_trials]):
            self.connection.execute(METRICS.format(metric="noise"), {
                "first": trial, "last": trial, "rows": size.long_rows, "group": "long",
                "base": row + number * size.long_rows, "each": size.long_rows,
            })  # fmt: skip
            self.connection.commit()
        self.connection.executemany(
            "INSERT INTO metric_runs (trial_id, run_id) VALUES (?, 1)", ((trial,) for trial in trials)
        )
        self.connection.executemany(
            "INSERT INTO metric_summaries (trial_id, metric_group, body) VALUES (?, ?, ?)",
            (row for trial in trials for row in self._summaries(trial, trials, size)),
        )
        self.connection.execute(
            "UPDATE trials SET best_steps = (SELECT MIN(steps) FROM metrics WHERE trial_id = trials.id"
            " AND metric_group = 'validation' AND archived = 0) WHERE id >= ?",
            (trials[0],),
        )
        self._count({"metrics": size.rows + row})

    @staticmethod
    def _summaries(trial: int, trials: range, size: Size) -> Iterator[tuple[int, str, str]]:
        def body(metric: str, rows: int) -> str:
            return json.dumps({metric: ["number", rows, rows / 2, 0.0, 1.0, 0.5, rows]})

        yield trial, "training", body("loss", size.training)
        yield trial, "validation", body("val_loss", size.validations)
        if trial - trials[0] < size.long_trials:
            yield trial, "long", body("noise", size.long_rows)

    def _count(self, used: dict[str, int]) -> None:
        self.connection.executemany(
            "INSERT INTO sequences (name, last) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET last = excluded.last",
            used.items(),
        )
        self.connection.commit()

    def close(self) -> None:
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.connection.close()


FAILURE = {
    "state": json.dumps(
        {
            "kind": "Ended",
            "ending": {"outcome": "ERRORED", "kind": "script_raised", "reason": "KeyError: 'label'"},
            "at": "2026-01-01T00:00:00Z",
        }
    ),
    "outcome": "ERRORED",
    "failure": "script_raised",
}
METRICS = """
WITH RECURSIVE
    trial (t) AS (SELECT :first UNION ALL SELECT t + 1 FROM trial WHERE t < :last),
    step (s) AS (SELECT 1 UNION ALL SELECT s + 1 FROM step WHERE s < :rows)
INSERT INTO metrics (id, trial_id, metric_group, steps, run_id, archived, time, epoch, body, batches)
SELECT :base + (t - :first) * :each + s, t, :group, s * 100, 1, 0, 1700000000000000 + s * 1000000, s / 10.0,
    '{{"{metric}":' || (((t * 7919 + s * 104729) % 1000003) / 1000003.0) || '}}', '[]'
FROM trial CROSS JOIN step
"""
