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
