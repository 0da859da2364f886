"""Ten steps in the unmanaged mode of the published client: unmanaged.py STORAGE TRIAL LAST [ending]."""

from __future__ import annotations

import sys
import time

from determined.experimental import core_v2

STEPS = 10


def main() -> None:
    storage, trial, last = sys.argv[1], sys.argv[2], int(sys.argv[3])
    ending = sys.argv[4] if len(sys.argv) > 4 else ""
    core_v2.init(
        config=core_v2.Config(
            name="elsewhere",
            hparams={"lr": 0.1},
            labels=["outside"],
            searcher={"name": "single", "metric": "loss"},
            checkpoint_storage=storage,
            external_experiment_id=f"digits of {trial}",
            external_trial_id=trial,
        ),
        tensorboard_mode=core_v2.TensorboardMode.MANUAL,
    )
    assert core_v2.info is not None
    begin = 0
    if core_v2.info.latest_checkpoint is not None:
        with core_v2.checkpoint.restore_path(core_v2.info.latest_checkpoint) as path:
            begin = int((path / "step").read_text())
    print(f"run {core_v2.info.trial._trial_run_id} begins at {begin}")
    for step in range(begin + 1, last + 1):
        core_v2.train.report_training_metrics(steps_completed=step, metrics={"loss": 1 / step})
        core_v2.train.report_progress(step / STEPS)
        if step % 5 == 0:
            core_v2.train.report_validation_metrics(steps_completed=step, metrics={"loss": 1 / step})
            with core_v2.checkpoint.store_path({"steps_completed": step}) as (path, _):
                (path / "step").write_text(str(step))
    if ending == "raise":
        raise RuntimeError("the data is gone")
    step = last
    while ending in ("wait", "report"):
        time.sleep(0.5)
        if ending == "report":
            step += 1
            core_v2.train.report_training_metrics(steps_completed=step, metrics={"loss": 1 / step})
    core_v2.close()


if __name__ == "__main__":
    main()
