"""A training loop without a framework, for the scripts of these tests."""

TRAIN = """
import sys, time, uuid, tempfile, pathlib
from determined.core import current
run = current()
run.initialise()
run.start_loop()
run.reports.state("training")
batches = int(sys.argv[1])
pause = float(sys.argv[2]) if len(sys.argv) > 2 else 0.0
for batch in range(1, batches + 1):
    run.reports.metrics("training", batch, {"loss": 1.0 / batch})
    print("batch", batch)
    if pause:
        time.sleep(pause)
    if run.preemption.asked():
        made = pathlib.Path(tempfile.mkdtemp(dir=run.checkpoint_dir))
        (made / "weights").write_text(str(batch))
        saved = run.checkpoints.save(str(uuid.uuid4()), made, {"steps_completed": batch})
        run.reports.checkpoint("u", batch, saved.resources, saved.metadata)
        run.preempt()
run.finish()
"""
