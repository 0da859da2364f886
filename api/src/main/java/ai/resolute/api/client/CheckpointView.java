package ai.resolute.api.client;

import java.time.Instant;
import java.util.Optional;

/** A checkpoint as a master shows it. */
public record CheckpointView(JsonView json) {
    public String uuid() {
        return json.text("uuid");
    }

    public String state() {
        return json.text("state").replace("STATE_", "");
    }

    public boolean pinned() {
        return json.flag("pinned");
    }

    /** Whether files of it that are to go are still in storage. */
    public boolean hasFilesLeft() {
        return json.has("filesLeft");
    }

    /** Why they are. */
    public Optional<String> whyFilesLeft() {
        return json.view("filesLeft").findText("reason");
    }

    /** When they are tried to be removed again. */
    public Optional<Instant> nextAttempt() {
        return json.view("filesLeft").time("nextAttempt");
    }

    public long trial() {
        return json.view("training").whole("trialId");
    }

    public long experiment() {
        return json.view("training").whole("experimentId");
    }

    public long batches() {
        return json.view("metadata").whole("steps_completed");
    }

    public Optional<Instant> reported() {
        return json.time("reportTime");
    }

    public Optional<Double> metric() {
        return json.view("training").number("searcherMetric");
    }

    public JsonView validation() {
        return json.view("training").view("validationMetrics").view("avgMetrics");
    }

    /** Bytes by path. */
    public JsonView files() {
        return json.view("resources");
    }

    public long bytes() {
        return files().fields().keySet().stream().mapToLong(files()::whole).sum();
    }
}
