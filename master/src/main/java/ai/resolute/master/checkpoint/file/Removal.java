package ai.resolute.master.checkpoint.file;

import ai.resolute.master.id.CheckpointId;
import java.util.List;

/**
 * Files of a checkpoint that shall be gone.
 *
 * @param paths which; all of them where none is named
 */
public record Removal(CheckpointId checkpoint, List<String> paths) {
    public Removal {
        paths = List.copyOf(paths);
    }

    /** All that there is of it. */
    public static Removal all(CheckpointId checkpoint) {
        return new Removal(checkpoint, List.of());
    }
}
