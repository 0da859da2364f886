"""Training without a framework: each metric follows from the batch's number, so that an audit knows what must arrive.

The `fold` of all batches so far is kept in the checkpoint alone: a batch left out or done twice shows ever after.
"""

import json
import os
import pathlib
import shutil
import signal
import time
import uuid

from determined.core import current
from determined.experimental.submit import submit_and_end

config = json.loads(pathlib.Path(__file__).with_name("config.json").read_text())
if current() is None:
    submit_and_end(config, os.path.dirname(os.path.abspath(__file__)), None, None, False)
run = current()
run.initialise()
run.start_loop()
data, unit = run.info.config["data"], run.info.config["scheduling_unit"]
attempt = int(os.environ["DET_TRIAL_RUN_ID"])
truth = (pathlib.Path(data["truth"]) / f"{run.info.trial_id}.{attempt}").open("a", buffering=1)


asked_to_fail = []
signal.signal(signal.SIGUSR1, lambda number, frame: asked_to_fail.append(number))


def save(batch, fold):
    name = str(uuid.uuid4())
    directory = run.checkpoint_dir / name
    directory.mkdir()
    (directory / "state.json").write_text(json.dumps({"batch": batch, "fold": fold}))
    (directory / "ballast").write_bytes(b"\1" * 4096)
    run.reports.checkpoint_begun(name)
    saved = run.checkpoints.save(name, directory, {"steps_completed": batch})
    run.reports.checkpoint(name, batch, saved.resources, saved.metadata)


batch, fold = 0, 0
if run.info.latest_checkpoint:
    into = run.checkpoint_dir / "restored"
    run.checkpoints.restore(run.info.latest_checkpoint, into)
    state = json.loads((into / "state.json").read_text())
    batch, fold = state["batch"], state["fold"]
    shutil.rmtree(into)
pending = []
while batch < data["batches"]:
    batch += 1
    fold = (fold * 31 + batch) % 1_000_003
    time.sleep(data["pace"])
    print(f"run {attempt} batch {batch}", flush=True)
    truth.write(f"{batch}\n")
    pending.append({"loss": 1 / batch, "fold": fold})
    if batch % unit == 0 or batch == data["batches"]:
        run.reports.metrics("training", batch, pending[-1], pending)
        run.reports.progress(batch / data["batches"], batch, data["batches"])
        pending = []
        run.reports.metrics("validation", batch, {"val_loss": 1 / batch, "fold": fold})
        save(batch, fold)
    if asked_to_fail:
        if pending:
            run.reports.metrics("training", batch, pending[-1], pending)
        raise RuntimeError("asked to fail")
    if run.preemption.asked():
        if pending:
            run.reports.metrics("training", batch, pending[-1], pending)
            save(batch, fold)
        run.preempt()
run.finish()
