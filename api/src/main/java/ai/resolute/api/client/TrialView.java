package ai.resolute.api.client;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A trial as a master shows it. */
public record TrialView(JsonView json) {
    public long id() {
        return json.whole("id");
    }

    public long experiment() {
        return json.whole("experimentId");
    }

    public String task() {
        return json.text("taskId");
    }

    public RunState state() {
        return RunState.of(json.text("state"));
    }

    /** A trial that its script or its search ended before its length, which is no failure. */
    public boolean stoppedEarly() {
        return json.flag("stoppedEarly");
    }

    public JsonView hyperparameters() {
        return json.view("hparams");
    }

    public long batches() {
        return json.whole("totalBatchesProcessed");
    }

    public Optional<Long> length() {
        return json.number("length").map(Double::longValue).filter(batches -> batches > 0);
    }

    public Optional<Double> batchesPerSecond() {
        return json.number("batchesPerSecond").filter(rate -> rate > 0);
    }

    /** How much of its length a trial has trained, from 0 to 1, where the length is known. */
    public Optional<Double> fraction() {
        return length().map(batches -> Math.min(1.0, (double) batches() / batches))
                .or(() -> json.number("progress"));
    }

    public long restarts() {
        return json.whole("restarts");
    }

    public Optional<Double> best() {
        return json.number("searcherMetricValue");
    }

    /** Metrics of the best or latest validation, by name. */
    public JsonView bestValidation() {
        return json.view("bestValidation").view("metrics").view("avgMetrics");
    }

    public JsonView latestValidation() {
        return json.view("latestValidation").view("metrics").view("avgMetrics");
    }

    public Optional<Instant> started() {
        return json.time("startTime");
    }

    public Optional<Instant> ended() {
        return json.time("endTime");
    }

    /** Whether the cluster runs nothing of it. */
    public boolean unmanaged() {
        return json.flag("unmanaged");
    }

    public Optional<Instant> lastHeard() {
        return json.time("lastHeard");
    }

    /** When its training process last gave a sign of life. */
    public Optional<Instant> runnerHeard() {
        return json.time("runnerHeard");
    }

    public Optional<Instant> lastReport() {
        return json.time("lastReport");
    }

    /** What the runner does now: training, validating, checkpointing. */
    public String doing() {
        return json.text("runnerState")
                .replaceFirst("^RUNNER_STATE_", "")
                .toLowerCase(java.util.Locale.ROOT);
    }

    public Optional<String> waitReason() {
        return json.findText("waitReason");
    }

    public Optional<String> failure() {
        return json.view("failure").findText("message").or(() -> json.findText("failure"));
    }

    /** What the last failure was of, such as memory. */
    public Optional<String> failureClass() {
        return json.view("failure").findText("failureClass");
    }

    /** What follows the last failure. */
    public Optional<String> next() {
        return json.view("failure").findText("next");
    }

    public List<String> logPoliciesMatched() {
        return json.texts("logPoliciesMatched");
    }

    public List<String> environmentDifferences() {
        return json.texts("environmentDifferences");
    }
}
