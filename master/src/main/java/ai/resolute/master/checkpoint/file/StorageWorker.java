package ai.resolute.master.checkpoint.file;

import ai.resolute.master.id.CheckpointId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Who reaches into storages. Every method may be called again with the same arguments. */
public interface StorageWorker {
    /**
     * Removes files; those that are not there are no fault.
     *
     * @return why some could not be removed; the others are gone
     * @throws StorageFault when the storage cannot be used at all
     */
    Map<CheckpointId, String> remove(StoragePlace place, List<Removal> removals)
            throws StorageFault;

    /**
     * Puts the files of a checkpoint into a new directory, verified.
     *
     * @throws StorageFault when they are not there, or not what was written
     */
    void fetch(StoragePlace place, CheckpointId checkpoint, Path into) throws StorageFault;
}
