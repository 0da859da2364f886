"""Experiments and trials that a master has; each question is asked when it is put."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Optional
from urllib.parse import quote

from determined.client.checkpoint import Checkpoint
from determined.client.session import Session

if TYPE_CHECKING:
    import pandas

_OVER = ("COMPLETED", "CANCELED", "ERROR", "DELETED")
#: What the REST API calls the two groups that every training has, where it shows their metrics.
_GROUPS = {"avg_metrics": "training", "validation_metrics": "validation"}


class ExperimentReference:
    """An experiment of a master. Shown in a notebook it is a small table of its best trials."""

    def __init__(self, experiment_id: int, master: Session) -> None:
        self.id = experiment_id
        self._session = master

    @property
    def page(self) -> str:
        """The address of its web page."""
        return f"{self._session.master}/det/experiments/{self.id}"

    def describe(self) -> dict[str, Any]:
        """What the master says of it now: `experiment`, `config`, `plan`."""
        return dict(self._session.get(f"/api/v1/experiments/{self.id}"))

    def trials(self) -> list[dict[str, Any]]:
        """All its trials as the REST API has them, in the order of their numbers."""
        path = f"/api/v1/experiments/{self.id}/trials?limit=0&sortBy=SORT_BY_ID&orderBy=ORDER_BY_ASC"
        return list(self._session.get(path)["trials"])

    def top_checkpoint(self, sort_by: Optional[str] = None, smaller_is_better: Optional[bool] = None) -> Checkpoint:
        """The best checkpoint, by the searcher's metric or the one named; AssertionError when there is none."""
        return self.top_n_checkpoints(1, sort_by, smaller_is_better)[0]

    def top_n_checkpoints(
        self, limit: int, sort_by: Optional[str] = None, smaller_is_better: Optional[bool] = None
    ) -> list[Checkpoint]:
        """The best checkpoints of at most `limit` different trials, the best first."""
        assert limit >= 1, f"top_n_checkpoints was given limit={limit}; give how many checkpoints you want, 1 or more."
        searcher = self.describe()["config"].get("searcher") or {}
        if sort_by is None:
            sort_by = str(searcher.get("metric"))
            smaller_is_better = (
                searcher.get("smaller_is_better", True) if smaller_is_better is None else smaller_is_better
            )
        found = _completed(self._session, f"/api/v1/experiments/{self.id}/checkpoints")
        ranked = _ranked(found, sort_by, bool(smaller_is_better))
        assert ranked, f"Experiment {self.id} has no checkpoint with a validation that has {sort_by!r}."
        best: dict[int, Checkpoint] = {}
        for checkpoint in ranked:
            best.setdefault(checkpoint.trial_id, checkpoint)
        return list(best.values())[:limit]

    def dataframe(self) -> pandas.DataFrame:
        """One row a trial: state, hyperparameters (`hp.NAME`), the searcher's metric, its best validation, times."""
        import pandas

        rows = [_row(trial, self._metric()) for trial in self.trials()]
        return pandas.DataFrame(rows, columns=None if rows else ["trial", "state"]).set_index("trial")

    def _metric(self) -> str:
        return str((self.describe()["config"].get("searcher") or {}).get("metric", "metric"))

    def __repr__(self) -> str:
        return summary(self.describe(), self.trials())

    def _repr_html_(self) -> str:
        return page_fragment(self.describe(), self.trials(), self.page)


class TrialReference:
    """A trial of a master."""

    def __init__(self, trial_id: int, master: Session) -> None:
        self.id = trial_id
        self._session = master

    def describe(self) -> dict[str, Any]:
        """What the master says of it now."""
        return dict(self._session.get(f"/api/v1/trials/{self.id}")["trial"])

    def top_checkpoint(self, sort_by: Optional[str] = None, smaller_is_better: Optional[bool] = None) -> Checkpoint:
        """The best checkpoint, by the searcher's metric or the one named."""
        return self.select_checkpoint(best=True, sort_by=sort_by, smaller_is_better=smaller_is_better)

    def select_checkpoint(
        self,
        latest: bool = False,
        best: bool = False,
        uuid: Optional[str] = None,
        sort_by: Optional[str] = None,
        smaller_is_better: Optional[bool] = None,
    ) -> Checkpoint:
        """One checkpoint: the `latest`, the `best`, or that with the `uuid`; AssertionError when it is not there."""
        chosen = sum((latest, best, uuid is not None))
        assert chosen == 1, f"Give exactly one of latest, best and uuid to select_checkpoint; {chosen} were given."
        paired = (sort_by is None) == (smaller_is_better is None)
        assert paired, "sort_by and smaller_is_better belong together: give both or none."
        assert best or sort_by is None, "sort_by and smaller_is_better choose the best: give best=True with them."
        found = _completed(self._session, f"/api/v1/trials/{self.id}/checkpoints")
        if uuid is not None:
            found = [checkpoint for checkpoint in found if checkpoint.uuid == uuid]
        elif best:
            searcher = found[0].experiment_config.get("searcher", {}) if found else {}
            name = sort_by or str(searcher.get("metric"))
            smaller = searcher.get("smaller_is_better", True) if smaller_is_better is None else smaller_is_better
            found = _ranked(found, name, bool(smaller))
        else:
            found = sorted(found, key=lambda checkpoint: checkpoint.batch_number, reverse=True)
        assert found, f"Trial {self.id} has no such checkpoint. `det checkpoint list` shows what there is."
        return found[0]

    def dataframe(self, group: Optional[str] = None) -> pandas.DataFrame:
        """One row a report: batches, group, time and the metrics by name; of one `group` or of all."""
        import pandas

        groups = self._groups() if group is None else [group]
        rows = [_measured(report) for each in groups for report in self._reports(each)]
        rows.sort(key=lambda row: row["batches"])
        return pandas.DataFrame(rows, columns=None if rows else ["batches", "group", "time"])

    def _groups(self) -> list[str]:
        """Of the metrics that it has reported, by the names that `dataframe` and the REST API know them by."""
        named = self.describe().get("summaryMetrics") or {}
        return sorted(_GROUPS.get(name, name) for name in named)

    def _reports(self, group: str) -> Iterator[dict[str, Any]]:
        path = f"/api/v1/trials/metrics/trial_metrics?trialIds={self.id}&group={quote(group, safe='')}"
        for line in self._session.raw(path).body.splitlines():
            yield from json.loads(line)["result"]["metrics"] if line.strip() else []

    def __repr__(self) -> str:
        trial = self.describe()
        value = trial.get("searcherMetricValue")
        best = "" if value is None else f" · best {_number(value)}"
        return f"Trial {self.id} · {_state(trial)} · {trial['totalBatchesProcessed']} batches{best}"


def _completed(session: Session, path: str) -> list[Checkpoint]:
    answer = session.get(f"{path}?limit=0&states=STATE_COMPLETED&sortByAttr=SORT_BY_END_TIME&orderBy=ORDER_BY_DESC")
    return [Checkpoint.of(each, session) for each in answer["checkpoints"]]


def _ranked(found: list[Checkpoint], metric: str, smaller_is_better: bool) -> list[Checkpoint]:
    valued = [each for each in found if isinstance(each.validation["metrics"].get(metric), (int, float))]
    sign = 1 if smaller_is_better else -1
    return sorted(valued, key=lambda each: sign * each.validation["metrics"][metric])


def _measured(report: Mapping[str, Any]) -> dict[str, Any]:
    metrics = report["metrics"] or {}
    values = next((metrics[key] for key in _GROUPS if metrics.get(key) is not None), metrics)
    return {"batches": report["totalBatches"], "group": report["group"], "time": report["endTime"], **values}


def _row(trial: Mapping[str, Any], metric: str) -> dict[str, Any]:
    best = ((trial.get("bestValidation") or {}).get("metrics") or {}).get("avgMetrics") or {}
    return {
        "trial": trial["id"],
        "state": _state(trial),
        **{f"hp.{name}": value for name, value in (trial.get("hparams") or {}).items()},
        metric: trial.get("searcherMetricValue"),
        **{name: value for name, value in best.items() if name != metric},
        "batches": trial["totalBatchesProcessed"],
        "restarts": trial.get("restarts", 0),
        "started": trial.get("startTime"),
        "ended": trial.get("endTime"),
    }


def over(described: Mapping[str, Any]) -> bool:
    """Whether nothing more will happen to the experiment."""
    return _state(described["experiment"]) in _OVER


def summary(described: Mapping[str, Any], trials: list[dict[str, Any]]) -> str:
    """`Experiment 1 · RUNNING · 9/16 · best 0.981`."""
    experiment = described["experiment"]
    planned = (described.get("plan") or {}).get("trials") or len(trials)
    done = sum(_state(trial) in _OVER for trial in trials)
    value = experiment.get("bestTrialSearcherMetric")
    best = "" if value is None else f" · best {_number(value)}"
    return f"Experiment {experiment['id']} · {_state(experiment)} · {done}/{max(planned, len(trials))}{best}"


def page_fragment(described: Mapping[str, Any], trials: list[dict[str, Any]], page: str) -> str:
    """The same with a bar, the ten best trials and a link, without a script: it looks alike wherever it is kept."""
    searcher = described["config"].get("searcher") or {}
    metric, smaller = str(searcher.get("metric", "metric")), searcher.get("smaller_is_better", True)
    fraction = 1.0 if over(described) else float(described["experiment"].get("progress") or 0)
    ranked = sorted(trials, key=lambda trial: _rank(trial.get("searcherMetricValue"), bool(smaller)))[:10]
    names = sorted({name for trial in ranked for name in trial.get("hparams") or {}})[:5]
    head = "".join(f"<th>{html.escape(name)}</th>" for name in ("trial", "state", *names, metric, "batches"))
    rows = "".join(f"<tr>{_cells(trial, names)}</tr>" for trial in ranked)
    title, name = summary(described, trials), described["experiment"].get("name") or ""
    return (
        f"<div><b>{html.escape(title)}</b> · {html.escape(name)}"
        f' · <a href="{html.escape(page)}">{html.escape(page)}</a>'
        f'<div style="height:6px;max-width:480px;background:#e2e6ea;border-radius:3px;margin:6px 0">'
        f'<div style="height:6px;width:{fraction:.0%};background:#0b72c4;border-radius:3px"></div></div>'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cells(trial: Mapping[str, Any], names: list[str]) -> str:
    hparams = trial.get("hparams") or {}
    values = [trial["id"], _state(trial), *(_number(hparams.get(name, "")) for name in names)]
    values += [_number(trial.get("searcherMetricValue")), trial["totalBatchesProcessed"]]
    return "".join(f"<td>{html.escape(str(value))}</td>" for value in values)


def _rank(value: Any, smaller: bool) -> tuple[bool, float]:
    known = isinstance(value, (int, float))
    return not known, (float(value) if smaller else -float(value)) if known else 0.0


def _state(thing: Mapping[str, Any]) -> str:
    return str(thing["state"]).removeprefix("STATE_")


def _number(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value)
