package ai.resolute.master;

import ai.resolute.master.checkpoint.file.Removal;
import ai.resolute.master.checkpoint.file.StorageFault;
import ai.resolute.master.checkpoint.file.StoragePlace;
import ai.resolute.master.checkpoint.file.StorageWorker;
import ai.resolute.master.id.CheckpointId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Remembers what was removed; files come from the test. Fails when the test says so. */
public final class FakeStorage implements StorageWorker {
    private final List<Removal> removed = new ArrayList<>();
    private final Map<CheckpointId, Map<String, String>> files = new LinkedHashMap<>();
    private Optional<String> fault = Optional.empty();
    private final Set<CheckpointId> stuck = new HashSet<>();
    private Runnable trap = () -> {};

    /** Everything that was removed, in order; the same again where it was asked for again. */
    public List<Removal> removed() {
        return List.copyOf(removed);
    }

    /** From now on the storage cannot be used, for this reason; for none it can. */
    public void failBy(Optional<String> reason) {
        fault = reason;
    }

    /** From now on the files of these cannot be removed, and those of all others can. */
    public void failFor(Collection<CheckpointId> checkpoints) {
        stuck.clear();
        stuck.addAll(checkpoints);
    }

    /** Runs before and after each removal. */
    public void trapBy(Runnable action) {
        trap = action;
    }

    /** The files of a checkpoint in a bucket. */
    public void hold(CheckpointId checkpoint, Map<String, String> contents) {
        files.put(checkpoint, contents);
    }

    @Override
    public Map<CheckpointId, String> remove(StoragePlace place, List<Removal> removals)
            throws StorageFault {
        refuse();
        trap.run();
        var faults = new LinkedHashMap<CheckpointId, String>();
        for (var removal : removals) {
            if (stuck.contains(removal.checkpoint())) {
                faults.put(removal.checkpoint(), "its files are held");
            } else {
                removed.add(removal);
            }
        }
        trap.run();
        return faults;
    }

    @Override
    public void fetch(StoragePlace place, CheckpointId checkpoint, Path into) throws StorageFault {
        refuse();
        if (!files.containsKey(checkpoint)) {
            throw new StorageFault("Checkpoint " + checkpoint + " is corrupt: it is not there.");
        }
        files.get(checkpoint).forEach((name, text) -> write(into.resolve(name), text));
    }

    private void refuse() throws StorageFault {
        if (fault.isPresent()) {
            throw new StorageFault(fault.orElseThrow());
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
