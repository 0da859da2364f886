package ai.resolute.master.id;

import java.util.UUID;

/** What a search method calls a trial before and after the trial has a number. */
public record RequestId(UUID value) {
    public static RequestId parse(String text) {
        return new RequestId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
