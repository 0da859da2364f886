"""A trial class in plain Python: `loss` halves with each batch, scaled by a hyperparameter; a checkpoint every 5."""

import json
import os
import pathlib
import signal
import sys
import time
import uuid

import determined
from determined.experimental import create
from determined.trial import TrialController


class Controller(TrialController):
    def train(self):
        run, data = self.context.run, self.context.get_data_config()
        done, length = self.restored(run), run.info.config["searcher"]["max_length"]["batches"]
        print(f"from batch {done} by process {os.getpid()}", flush=True)
        while done < length:
            done += 1
            if done == data.get("kill_at") and run.info.run_id == 1:
                os.kill(os.getpid(), signal.SIGKILL)
            if data.get("raises"):
                raise LookupError("the label file is not there")
            loss = self.context.get_hparam("scale") * 0.5**done
            if data.get("forgetful") and done > 5:  # what no checkpoint holds
                loss += int.from_bytes(os.urandom(4), "big")
            run.reports.metrics("training", done, {"loss": loss})
            run.reports.progress(done / length, done, length)
            time.sleep(data.get("pause", 0))
            very_first = (run.info.experiment_id, run.info.trial_id, run.info.run_id) == (1, 1, 1)
            while very_first and done == data.get("hold_at") and not run.preemption.asked():
                time.sleep(0.01)
            asked = run.preemption.asked()
            time.sleep(data.get("linger", 0) if asked else 0)
            if done % 5 == 0 or asked:
                run.reports.metrics("validation", done, {"val_loss": loss})
                self.save(run, done)
            if asked:
                run.preempt()
        run.finish()

    def restored(self, run):
        if run.info.latest_checkpoint is None:
            return 0
        into = run.checkpoint_dir / str(uuid.uuid4())
        run.checkpoints.restore(run.info.latest_checkpoint, into)
        batch = int((into / "batch").read_text())
        if run.info.steps_completed:
            return batch
        print(f"with the weights of batch {batch} of {run.info.latest_checkpoint}")
        return 0

    def save(self, run, done):
        made = run.checkpoint_dir / "made"
        made.mkdir()
        (made / "batch").write_text(str(done))
        name = str(uuid.uuid4())
        run.reports.checkpoint_begun(name)
        saved = run.checkpoints.save(name, made, {"steps_completed": done})
        if done == self.context.get_data_config().get("kill_unannounced_at") and run.info.run_id == 1:
            print(f"complete and unannounced: {name}", flush=True)
            os.kill(os.getpid(), signal.SIGKILL)
        run.reports.checkpoint(name, done, saved.resources, saved.metadata)


class Plain(determined.Trial):
    trial_controller_class = Controller

    def __init__(self, context):
        self.context = context


if __name__ == "__main__":
    config = json.loads(pathlib.Path(__file__).with_name("config.json").read_text())
    create(Plain, config, context_dir=".", **json.loads(sys.argv[1]))
    print("after create")
