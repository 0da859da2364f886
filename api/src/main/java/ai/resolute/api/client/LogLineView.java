package ai.resolute.api.client;

/** A line of a task's log as a master shows it. */
public record LogLineView(JsonView json) {
    /** The line with time, rank and level before it, without a newline at its end. */
    public String message() {
        return json.text("message").stripTrailing();
    }

    public String text() {
        return json.text("log").stripTrailing();
    }

    public String level() {
        return json.text("level").replace("LOG_LEVEL_", "");
    }
}
