package ai.resolute.master.checkpoint.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.resolute.master.config.JsonTree;
import ai.resolute.master.id.CheckpointId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The harness's real storage code, in its process, on a directory. */
final class StorageProcessIT {
    private static final Path HARNESS = Path.of("../harness").toAbsolutePath().normalize();
    private static final CheckpointId ID = new CheckpointId(new UUID(1, 2));
    private static final CheckpointId OTHER = new CheckpointId(new UUID(3, 4));

    @TempDir Path directory;
    private final StorageWorker worker = new StorageProcess("python3", HARNESS);

    @Test
    void aWholeCheckpointGoesAndTheSameAgainIsNoFault() throws Exception {
        write(ID + "/weights", "w");
        write("." + ID + ".partial/weights", "left by a killed writer");
        write(OTHER + "/weights", "w");
        for (int i = 0; i < 2; i++) {
            assertThat(worker.remove(place(), List.of(Removal.all(ID)))).isEmpty();
            assertThat(directory.resolve("." + ID + ".partial")).doesNotExist();
            assertThat(directory.resolve(ID.toString())).doesNotExist();
        }
        assertThat(directory.resolve(OTHER + "/weights")).exists();
    }

    @Test
    void someFilesGoAndWhatIsLeftIsStillWhole() throws Exception {
        write(ID + "/weights", "w");
        write(ID + "/code/a.py", "a");
        write(ID + "/digests.json", DIGESTS);
        var removal = new Removal(ID, List.of("code/", "code/a.py"));
        assertThat(worker.remove(place(), List.of(removal))).isEmpty();
        assertThat(worker.remove(place(), List.of(removal))).isEmpty();
        assertThat(directory.resolve(ID + "/code")).doesNotExist();
        worker.fetch(place(), ID, directory.resolve("fetched"));
        assertThat(directory.resolve("fetched/weights")).hasContent("w");
    }

    /** SHA-256 of "w" and of "a". */
    private static final String DIGESTS =
            """
            {"sha256": {
              "weights": "50e721e49c013f00c62cf59f2163542a9d8df02464efeb615d31051b0fddc326",
              "code/a.py": "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"}}
            """;

    @Test
    void whatIsDamagedOrNotThereIsNotGivenOut() throws Exception {
        write(ID + "/weights", "changed");
        write(ID + "/digests.json", DIGESTS);
        assertThatThrownBy(() -> worker.fetch(place(), ID, directory.resolve("fetched")))
                .isInstanceOf(StorageFault.class)
                .hasMessageContaining("is not what was written");
        assertThatThrownBy(() -> worker.fetch(place(), OTHER, directory.resolve("fetched")))
                .isInstanceOf(StorageFault.class)
                .hasMessageContaining("it is not there");
    }

    @Test
    void whatCannotBeRemovedIsSaidAndTheOthersGo() throws Exception {
        // A file where a directory belongs: nobody can remove that tree, not even root.
        write("." + ID + ".partial", "in the way");
        write(ID + "/weights", "w");
        write(OTHER + "/weights", "w");
        var faults = worker.remove(place(), List.of(Removal.all(ID), Removal.all(OTHER)));
        assertThat(faults).containsOnlyKeys(ID);
        assertThat(faults.get(ID)).contains("could not be removed");
        assertThat(directory.resolve(OTHER.toString())).doesNotExist();
    }

    @Test
    void aStorageThatCannotBeOpenedSaysWhy() {
        var tape = new StoragePlace(new JsonTree(Map.of("type", "tape")), Optional.empty());
        assertThatThrownBy(() -> worker.remove(tape, List.of(Removal.all(ID))))
                .isInstanceOf(StorageFault.class)
                .hasMessageContaining("'tape' is not known here");
        var nowhere = new StorageProcess(directory.resolve("python").toString(), HARNESS);
        assertThatThrownBy(() -> nowhere.remove(place(), List.of(Removal.all(ID))))
                .isInstanceOf(StorageFault.class)
                .hasMessageContaining("could not be run");
    }

    /** The cluster's own interpreter lacks the library; that of the trial has it. */
    @Test
    void theInterpreterThatWroteIsAskedWhenTheFirstLacksALibrary() throws Exception {
        var bare = directory.resolve("bare");
        Files.writeString(bare, "#!/bin/sh\necho no library >&2\nexit 3\n");
        assertThat(bare.toFile().setExecutable(true)).isTrue();
        write(ID + "/weights", "w");
        var wrote = new StoragePlace(place().section(), Optional.of("/usr/bin/python3"));
        var through = new StorageProcess(bare.toString(), HARNESS);
        assertThat(through.remove(wrote, List.of(Removal.all(ID)))).isEmpty();
        assertThat(directory.resolve(ID.toString())).doesNotExist();
        assertThatThrownBy(() -> through.remove(place(), List.of(Removal.all(ID))))
                .isInstanceOf(StorageFault.class)
                .hasMessage("no library");
    }

    private StoragePlace place() {
        var section =
                new JsonTree(Map.of("type", "directory", "container_path", directory.toString()));
        return new StoragePlace(section, Optional.empty());
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(directory.resolve(name).getParent());
        Files.writeString(directory.resolve(name), text);
    }
}
