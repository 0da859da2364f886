package ai.resolute.master.experiment.removal;

import ai.resolute.master.experiment.Experiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/**
 * The event files of TensorBoard. Trials write them beside checkpoints that lie in a directory;
 * with buckets there are but those of a script's own, in the run directory, which goes with the
 * run.
 */
public final class EventFiles {
    private Optional<String> cluster = Optional.empty();

    /** Sets which cluster this is; once, before anything else. */
    public void serve(String id) {
        cluster = Optional.of(id);
    }

    /** Removes those of an experiment, if there are any; answers why it could not. */
    public Optional<String> remove(Experiment experiment) {
        var place = place(experiment).filter(Files::isDirectory);
        if (place.isEmpty()) {
            return Optional.empty();
        }
        try {
            removeTree(place.orElseThrow());
            return Optional.empty();
        } catch (IOException failed) {
            return Optional.of(
                    "files of TensorBoard in %s cannot be removed: %s. Make the directory writable for the cluster's user, then try again."
                            .formatted(place.orElseThrow(), failed));
        }
    }

    private Optional<Path> place(Experiment experiment) {
        var id = cluster.orElseThrow(() -> new IllegalStateException("no cluster is set"));
        var storage = experiment.origin().config().trial().storage();
        return storage.directory()
                .map(root ->
                        root.resolve(id)
                                .resolve("tensorboard/experiment")
                                .resolve(experiment.id().toString()));
    }

    private static void removeTree(Path root) throws IOException {
        try (var tree = Files.walk(root)) {
            for (var path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
