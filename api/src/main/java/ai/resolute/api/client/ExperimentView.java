package ai.resolute.api.client;

import java.time.Instant;
import java.util.Optional;

/** An experiment as a master shows it, with its configuration and plan where the call gave them. */
public record ExperimentView(JsonView json, JsonView config, JsonView plan) {
    /** Of the answer to a call for one experiment. */
    static ExperimentView ofAnswer(JsonView answer) {
        return new ExperimentView(
                answer.view("experiment"), answer.view("config"), answer.view("plan"));
    }

    static ExperimentView ofListed(JsonView experiment) {
        return new ExperimentView(experiment, experiment.view("config"), experiment.view("plan"));
    }

    public long id() {
        return json.whole("id");
    }

    public String name() {
        return json.text("name");
    }

    public RunState state() {
        return RunState.of(json.text("state"));
    }

    public String owner() {
        return json.text("username");
    }

    /** Whether the cluster runs none of its trials. */
    public boolean unmanaged() {
        return json.flag("unmanaged");
    }

    public boolean archived() {
        return json.flag("archived");
    }

    public long trials() {
        return json.whole("numTrials");
    }

    /** From 0 to 1. */
    public double progress() {
        return json.number("progress").orElse(0.0);
    }

    public Optional<Instant> started() {
        return json.time("startTime");
    }

    public Optional<Instant> ended() {
        return json.time("endTime");
    }

    public String searcher() {
        return config.view("searcher")
                .findText("name")
                .orElse(json.text("searcherType").replace("\"", ""));
    }

    public String metric() {
        return config.view("searcher").text("metric");
    }

    public boolean smallerIsBetter() {
        var searcher = config.view("searcher");
        return !searcher.has("smaller_is_better") || searcher.flag("smaller_is_better");
    }

    public Optional<Double> best() {
        return json.number("bestTrialSearcherMetric");
    }

    public Optional<Long> bestTrial() {
        return Optional.of(json.whole("bestTrialId")).filter(id -> id > 0);
    }

    /** How many trials the search makes, where that is known before its end. */
    public Optional<Long> plannedTrials() {
        return plan.number("trials")
                .or(() -> config.view("searcher").number("max_trials"))
                .map(Double::longValue)
                .filter(count -> count > 0);
    }

    public Optional<String> waitReason() {
        return json.findText("waitReason");
    }

    public Optional<String> failure() {
        return json.findText("failure");
    }
}
