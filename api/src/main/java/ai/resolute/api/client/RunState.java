package ai.resolute.api.client;

import java.util.Locale;

/** What an experiment or a trial does now, in the words that people see. */
public enum RunState {
    QUEUED,
    STARTING,
    RUNNING,
    PAUSED,
    STOPPING,
    COMPLETED,
    CANCELED,
    FAILED,
    DELETING,
    DELETE_FAILED,
    UNKNOWN;

    /** Of a state's name on the wire, such as STATE_STOPPING_CANCELED. */
    public static RunState of(String wire) {
        var name = wire.startsWith("STATE_") ? wire.substring(6) : wire;
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "QUEUED", "ACTIVE" -> QUEUED;
            case "STARTING", "PULLING" -> STARTING;
            case "RUNNING" -> RUNNING;
            case "PAUSED" -> PAUSED;
            case "COMPLETED" -> COMPLETED;
            case "CANCELED" -> CANCELED;
            case "ERROR", "FAILED" -> FAILED;
            case "DELETING" -> DELETING;
            case "DELETE_FAILED" -> DELETE_FAILED;
            default -> name.startsWith("STOPPING") ? STOPPING : UNKNOWN;
        };
    }

    public boolean isTerminal() {
        return this == COMPLETED || this == CANCELED || this == FAILED;
    }
}
