package ai.resolute.master.id;

import java.util.UUID;

/** Name of a checkpoint and of its directory in checkpoint storage. */
public record CheckpointId(UUID value) {
    public static CheckpointId parse(String text) {
        return new CheckpointId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
