package ai.resolute.master.trial.report;

import ai.resolute.master.config.Length;
import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.trial.failure.Failure;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One thing a trial runner tells the master; see docs/development/trial-protocol.md. */
public sealed interface Report {
    /** Metrics of a group; {@code batches} has one map per batch since the last such report. */
    record Metrics(
            String group,
            long stepsCompleted,
            Instant time,
            Map<String, Object> values,
            List<Map<String, Object>> batches,
            Optional<Double> epoch)
            implements Report {}

    /** How far the trial is, from 0 to 1; how many steps that is, where whoever reports knows. */
    record Progress(
            double fraction,
            Optional<Long> stepsCompleted,
            Optional<Long> length,
            Optional<Double> batchesPerSecond)
            implements Report {}

    /** A checkpoint that is complete in storage. */
    record Checkpoint(
            CheckpointId id,
            long stepsCompleted,
            Instant time,
            Map<String, Long> resources,
            Map<String, Object> metadata)
            implements Report {}

    /** The runner begins to write a checkpoint. */
    record CheckpointBegun(CheckpointId id) implements Report {}

    /** The runner has trained to a length that it was told, and has validated and checkpointed. */
    record Reached(Length length, long stepsCompleted) implements Report {}

    /** What the runner does now. */
    record State(String state) implements Report {}

    /** The runner has checkpointed and ends because it was asked to. */
    record Preempted() implements Report {}

    /** The script ends the trial by itself. */
    record Stopped(EarlyExit reason) implements Report {}

    /** The run will fail for this reason. */
    record Failed(Failure failure) implements Report {}

    /** What the trial runs with. */
    record Environment(Map<String, @Nullable Object> environment) implements Report {}
}
