"""The managed loop of a PyTorch trial: what happens at each of its batches."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Optional

import numpy as np
import torch

from determined import generators
from determined.pytorch import model as whole
from determined.pytorch import snapshot
from determined.pytorch.callbacks import overriding
from determined.pytorch.data import as_array, data_length, kept, to_device
from determined.pytorch.evaluation import evaluate, names
from determined.pytorch.parts import Parts
from determined.pytorch.randomness import OwnGenerators
from determined.pytorch.snapshot import LoopState
from determined.pytorch.stream import Stream
from determined.train import (
    BatchLog,
    CheckpointPolicy,
    CheckpointWriter,
    Goal,
    Marks,
    Plan,
    SearcherMetric,
    TrialFailure,
    inconsistent,
)
from determined.train.batch_log import mean

logger = logging.getLogger("determined")


class Preempted(Exception):  # noqa: N818 - what happened
    """The checkpoint that a pre-emption asked for is on its way."""


class Loop:
    """Counts batches, moves the weights, reports, validates and checkpoints."""

    def __init__(
        self, parts: Parts, plan: Plan, goal: Goal, metric: SearcherMetric, state: Optional[LoopState]
    ) -> None:
        self.parts = parts
        self.plan = plan
        self.goal = goal
        self.metric = metric
        self.marks = state.marks if state else Marks()
        self.steps = self.marks.steps
        self.stopped = False
        self._run = parts.context.run
        self._state = state
        self._rows: list[dict[str, Any]] = list(state.rows) if state else []
        self._records = state.records if state else 0
        self._names: Optional[set[str]] = set(state.names) if state and state.names else None
        self._per_epoch = plan.batches_per_epoch
        self._stream = Stream(parts.training, self._run.info.seed, self.steps)
        self._of_validation = OwnGenerators([parts.validation.batch_sampler, parts.validation.dataset])
        listed = list(parts.callbacks.values())
        self._before_update = [*overriding(listed, "on_before_optimizer_step"), *parts.clips]
        self._after_step = overriding(listed, "on_train_step_end")
        self._after_checkpoint = overriding(listed, "on_checkpoint_end")
        self._next_event = plan.next_event(self.marks)
        self._ranked = True
        self.log = BatchLog(self._run.reports, plan, self.steps, numbers)
        self.writer = CheckpointWriter(self._run)

    def run(self) -> None:
        """Trains to the end of the plan, or of the trial's own wish; everything is reported and saved then."""
        self.log.start()
        self._run.begin_training()
        batches = self._stream.open()
        self._enter()
        if self.plan.at_start(self.marks).validate:
            self._validate()
        preempted = self._run.preemption.asked
        while not self.stopped and (self.steps < self.plan.total or self._go_further()):
            if self.steps % self.plan.scheduling_unit == 0:
                self._begin_step()
            self._train(next(batches))
            if self.steps % self.plan.scheduling_unit == 0 or self.steps == self.plan.total:
                self._end_step()
            if self.steps >= self._next_event:
                self._do_duties()
            if preempted() and self.steps < self.plan.total and not self.stopped:
                self._checkpoint()
                raise Preempted
        self._finish()

    def close(self) -> None:
        """Also after a failure: what was trained is reported, what was submitted is written."""
        self.writer.close()
        self.log.close()

    def _enter(self) -> None:
        """The last thing before training: what was done to get here may have drawn from the generators."""
        state, self._state = self._state, None
        if state is None:
            self._check_metric()
            self.parts.model.train()
            return
        self.parts.model.train()
        whole.put_back_modes(self.parts.model, state.modes)
        self._of_validation.put_back(state.validation or [])
        self._stream.put_back(state.data)
        generators.put_back(state.random)

    def _check_metric(self) -> None:
        """A metric that no validation will report is told before hours are trained for it."""
        drawn, data, own = generators.capture(), self._stream.capture(), self._of_validation.capture()
        self.parts.model.eval()
        with whole.unchanged(self.parts.model):
            there = names(self.parts)
        if there:
            self._ranking(there)
        self._of_validation.put_back(own)
        self._stream.put_back(data)
        generators.put_back(drawn)

    # A batch.

    def _train(self, given: Any) -> None:
        parts, index = self.parts, self.steps
        batch = to_device(given, parts.device)
        arguments = {"batch": batch, "model": parts.model, "epoch_idx": index // self._per_epoch, "batch_idx": index}
        if parts.precision is None:
            loss, row = self._read(parts.trial.train_batch(**arguments))
            loss.backward()
        else:
            with parts.precision.forward():
                loss, row = self._read(parts.trial.train_batch(**arguments))
            parts.precision.scaler.scale(loss).backward()
        if (index + 1) % parts.aggregation.frequency == 0:
            self._update(index)
        self.steps = index + 1
        self.log.append((self.steps, row))
        if self._after_step:
            self._rows.append(row)
            self._records += data_length(batch)

    def _read(self, result: Any) -> tuple[torch.Tensor, dict[str, Any]]:
        """The loss, and the metrics as they may be kept: numbers, or tensors that nobody changes."""
        metrics = {"loss": result} if isinstance(result, torch.Tensor) else result
        loss = metrics.get("loss") if isinstance(metrics, Mapping) else None
        if not isinstance(loss, torch.Tensor):
            raise TrialFailure(
                "bad_script",
                f"train_batch() returned {_described(result)}, in which there is no loss to train on. Return the loss "
                'as a tensor, or a dictionary with it under "loss".',
                restartable=False,
            )
        if self._names is None:
            self._names = set(metrics)
        elif metrics.keys() != self._names:
            raise inconsistent("train_batch", self._names, metrics, self.steps)
        return loss, {name: _kept(value) for name, value in metrics.items()}

    def _update(self, index: int) -> None:
        """Moves the weights by the gradients that are gathered."""
        parts = self.parts
        scaler = parts.precision.scaler if parts.precision else None
        if scaler is not None:
            scaler.unscale_(parts.optimizer)
        if parts.aggregation.average and parts.aggregation.frequency > 1:
            for parameter in parts.trained():
                if parameter.grad is not None:
                    parameter.grad.div_(parts.aggregation.frequency)
        for callback in self._before_update:
            callback.on_before_optimizer_step(parts.model.parameters())
        if scaler is None:
            parts.optimizer.step()
        else:
            scaler.step(parts.optimizer)
            scaler.update()
        parts.optimizer.zero_grad()
        if parts.scheduler is not None:
            parts.scheduler.after_update(index, self._per_epoch, parts.aggregation.frequency)

    # A scheduling unit, which callbacks know as a step.

    def _begin_step(self) -> None:
        self.parts.model.train()
        for callback in self.parts.callbacks.values():
            callback.on_train_step_start(self.steps // self.plan.scheduling_unit + 1)

    def _end_step(self) -> None:
        if self._after_step:
            rows = [numbers(row, every=True) for row in self._rows]
            means = mean([{name: value for name, value in row.items() if _is_number(value)} for row in rows])
            averages = {name: means.get(name) for name in self._names or ()}
            told = {"batch_metrics": rows, "avg_metrics": averages, "num_inputs": self._records}
            self._rows, self._records = [], 0
            for callback in self._after_step:
                callback.on_train_step_end((self.steps - 1) // self.plan.scheduling_unit + 1, told)
        self._heed_stop()

    def _heed_stop(self) -> None:
        self.stopped = self.stopped or self.parts.context.get_stop_requested()

    # Validation, checkpoints, the end.

    def _do_duties(self) -> None:
        if self.stopped:
            return  # the end sees to it
        self.marks = self.marks.at(self.steps)
        duties = self.plan.after_batch(self.marks)
        if duties.finish:
            return
        wanted = self._validate() if duties.validate else False
        if (wanted or duties.checkpoint) and not self.stopped:
            self._checkpoint()
        self._next_event = self.plan.next_event(self.marks)

    def _validate(self) -> bool:
        """Validates and leaves training as it was; whether the result is worth a checkpoint."""
        self.log.flush()
        self._run.reports.state("validating")
        modes, drawn, data = whole.modes(self.parts.model), generators.capture(), self._stream.capture()
        callbacks = self.parts.callbacks.values()
        self.parts.model.eval()
        for callback in callbacks:
            callback.on_validation_step_start()
        metrics, records = evaluate(self.parts)
        for callback in callbacks:
            callback.on_validation_step_end(dict(metrics))
        whole.put_back_modes(self.parts.model, modes)
        self._stream.put_back(data)
        generators.put_back(drawn)
        self._heed_stop()
        wanted = self._judge(metrics, records)
        self._run.reports.state("training")
        return wanted

    def _judge(self, metrics: dict[str, float], records: int) -> bool:
        """Reports a validation; whether it is worth a checkpoint."""
        self.marks = self.marks.at(self.steps)
        named = self._ranking(metrics)
        if named is not None:
            metrics = {**metrics, self.metric.name: metrics[named]}
        self._run.reports.metrics(
            "validation", self.steps, metrics, epoch=self.steps / self._per_epoch, records=records
        )
        if named is None:
            self.marks = replace(self.marks, validated=self.steps)
            return self.plan.checkpoint_policy is not CheckpointPolicy.NONE and self.steps > 0
        value = self.metric.value(metrics)
        self.marks, wanted = self.plan.after_validation(self.marks, value, self.metric.smaller_is_better)
        return wanted

    def _ranking(self, metrics: Collection[str]) -> Optional[str]:
        """The validation metric that is meant by `searcher.metric`; None when a search of one trial names none."""
        bare = self.metric.name.removeprefix("val_")
        close = [self.metric.spelling(metrics), f"validation_{bare}", bare]
        named = next((name for name in close if name in metrics), None)
        alone = (self._run.info.config.get("searcher") or {}).get("name", "single") == "single"
        if named is None and not (alone and self.metric.name == "val_loss"):
            raise self.metric.missing(metrics)
        if named != self.metric.name and self._ranked:
            self._ranked = False
            told = "ranks nothing" if named is None else f'is taken as "{named}"'
            logger.warning('searcher.metric "%s" %s: the trial reports %s', self.metric.name, told, ", ".join(metrics))
        return named

    def _checkpoint(self, ended: bool = False) -> None:
        """Takes everything into memory; the writing happens beside training."""
        self.log.flush()
        self._run.reports.state("checkpointing")
        parts = self.parts
        self.marks = self.plan.after_checkpoint(self.marks.at(self.steps))
        under_way = self.steps % parts.aggregation.frequency != 0
        state = LoopState(
            marks=self.marks,
            ended=ended,
            stop_requested=parts.context.get_stop_requested(),
            rows=[numbers(row, every=True) for row in self._rows],
            records=self._records,
            names=sorted(self._names or ()),
            threads=torch.get_num_threads(),
            random=generators.capture(),
            data=self._stream.capture(),
            modes=whole.modes(parts.model),
            learns=whole.learns(parts.model),
            validation=self._of_validation.capture(),
            belongings=parts.belongings.capture(),
            buffers=whole.unlisted_buffers(parts.model),
            gradients=[parameter.grad for parameter in parts.trained()] if under_way else None,
            scaler=parts.precision.scaler.state_dict() if parts.precision else None,
        )
        packed = snapshot.pack(parts, state)
        if self._after_checkpoint:
            packed = self.writer.written(packed)
            for callback in self._after_checkpoint:
                callback.on_checkpoint_end(str(packed.directory))
        self.writer.submit(packed)
        self._run.reports.state("training")

    def _go_further(self) -> bool:
        """At the end of its length: whether the search lets the trial train on in this very run."""
        if not self.goal.moves:
            return False
        if self.marks.validated < self.steps:
            self._validate()
        if self.stopped:
            return False
        self._checkpoint()
        self.writer.finish()
        plan = self.goal.further(self.plan, self.steps)
        if plan is None:
            raise Preempted
        self.plan = plan
        self.log.follow(plan)
        self._next_event = plan.next_event(self.marks)
        return True

    def _finish(self) -> None:
        self._run.reports.state("finishing")
        if self.marks.validated < self.steps or self.steps == 0:
            self._validate()
        self._checkpoint(ended=True)
        self.writer.finish()
        self.log.close()
        self._run.reports.progress(1.0, self.steps, self.plan.total)


def numbers(row: Mapping[str, Any], every: bool = False) -> dict[str, Any]:
    """The metrics of a batch as plain numbers; `every` keeps arrays and whatever else there is."""
    found = {}
    for name, value in row.items():
        plain = value
        if isinstance(value, torch.Tensor):
            plain = value.item() if value.numel() == 1 else as_array(value)
        elif isinstance(value, (np.ndarray, np.generic)) and value.size == 1:
            plain = value.item()
        if every or _is_number(plain):
            found[str(name)] = plain
    return found


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float))


def _kept(value: Any) -> Any:
    if isinstance(value, torch.Tensor) and value.numel() == 1 and value.device.type == "cpu":
        return value.item()
    return kept(value)


def _described(result: Any) -> str:
    if isinstance(result, Mapping):
        return f"a dictionary of {', '.join(map(str, result)) or 'nothing'}"
    return f"a {type(result).__name__}"
