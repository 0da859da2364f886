package ai.resolute.master.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.resolute.master.TestCluster;
import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.store.EmptyDatabase;
import ai.resolute.master.store.snapshot.Snapshots;
import ai.resolute.master.trial.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a working master, on either database. */
abstract class BackupsContract {
    @TempDir Path directory;
    private Path file;

    @BeforeEach
    void choose() throws IOException {
        file = directory.resolve("one.backup");
        Files.createDirectories(directory.resolve("here"));
        Files.createDirectories(directory.resolve("there"));
    }

    @Test
    void aSearchGoesOnElsewhereWithEverythingOnce(EmptyDatabase here, EmptyDatabase there)
            throws IOException {
        try (var cluster = new TestCluster(here.open(), directory.resolve("here"), 2)) {
            var id = cluster.start(TestCluster.RANDOM);
            var trial = cluster.trial(id, 0);
            cluster.report(
                    trial.allocation(),
                    TestCluster.validation(10, 0.5),
                    TestCluster.checkpoint(10));
            backups(here, "here").make(file);
            cluster.report(trial.allocation(), TestCluster.validation(20, 0.25));
        }
        Files.createDirectories(directory.resolve("there/run/left-over"));

        var restored = backups(there, "there").restore(file, false);

        assertThat(restored.manifest().experiments()).isEqualTo(1);
        assertThat(restored.manifest().trials()).isEqualTo(2);
        assertThat(restored.kept())
                .hasValueSatisfying(
                        kept -> assertThat(kept.resolve("run/left-over")).isDirectory());
        try (var cluster = new TestCluster(there.open(), directory.resolve("there"), 2)) {
            cluster.settle();
            var id = new ai.resolute.master.id.ExperimentId(1);
            assertThat(cluster.workers.running()).hasSize(2);
            assertThat(cluster.trials(id)).allMatch(each -> each.attempts().run() == 2);
            assertThat(cluster.trials(id)).allMatch(each -> each.attempts().restarts() == 0);
            assertThat(cluster.workers.launch(cluster.trial(id, 0).allocation()).environment())
                    .containsEntry("DET_STEPS_COMPLETED", "10");
            for (int index = 0; index < 4; index++) {
                var trial = cluster.trial(id, index);
                cluster.report(trial.allocation(), TestCluster.validation(20, 0.25));
                cluster.exit(trial, 0);
                cluster.settle();
            }
            assertThat(cluster.trials(id)).hasSize(4).noneMatch(Trial::live);
            assertThat(cluster.experiment(id).live()).isFalse();
            assertThat(cluster.validations(cluster.trial(id, 0))).isEqualTo(2);
            assertThat(cluster.validations(cluster.trial(id, 1))).isEqualTo(1);
            cluster.restart();
            cluster.settle();
            assertThat(cluster.workers.running()).isEmpty();
        }
    }

    @Test
    void whatIsWrittenMeanwhileIsThereWholeOrNotAtAll(EmptyDatabase here, EmptyDatabase there)
            throws Exception {
        var stop = new AtomicBoolean();
        try (var database = here.open()) {
            var writer =
                    Thread.ofVirtual()
                            .start(() -> {
                                for (int number = 0; !stop.get(); number++) {
                                    var key = "k" + number;
                                    database.execute(handle -> {
                                        for (var half : new String[] {"a", "b"}) {
                                            handle.execute(
                                                    "INSERT INTO cluster (key, value) VALUES (?, ?)",
                                                    key + half,
                                                    "x".repeat(2000));
                                        }
                                    });
                                }
                            });
            try {
                for (int round = 0; round < 3; round++) {
                    backups(here, "here").make(directory.resolve("round-" + round));
                }
            } finally {
                stop.set(true);
                writer.join();
            }
        }
        backups(there, "there").restore(directory.resolve("round-2"), false);
        var keys = there.rows().get("cluster").stream().map(row -> row.get("key")).toList();
        assertThat(keys.stream().filter(key -> key.endsWith("a")).count())
                .isPositive()
                .isEqualTo(keys.stream().filter(key -> key.endsWith("b")).count());
    }

    @Test
    void whatIsThereIsReplacedOnlyOnDemandAndKept(EmptyDatabase here, EmptyDatabase there)
            throws IOException {
        submit(here, "here");
        backups(here, "here").make(file);
        submit(there, "there");
        submit(there, "there");
        Files.writeString(directory.resolve("there/passwords"), "old");
        var before = there.rows();

        assertThatThrownBy(() -> backups(there, "there").restore(file, false))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("2 experiments and 2 trials")
                .hasMessageContaining("replaced-")
                .hasMessageContaining("--yes");
        assertThat(there.rows()).isEqualTo(before);

        var restored = backups(there, "there").restore(file, true);
        assertThat(there.rows().get("experiments")).hasSize(1);
        var kept = restored.kept().orElseThrow();
        assertThat(kept.resolve("passwords")).hasContent("old");
        assertThat(kept.resolve(kept(there))).isNotEmptyFile();
        assertThat(directory.resolve("there/restoring")).doesNotExist();
    }

    @Test
    void aDamagedFileIsRefusedAndChangesNothing(EmptyDatabase here, EmptyDatabase there)
            throws IOException {
        submit(here, "here");
        backups(here, "here").make(file);
        var whole = Files.readAllBytes(file);
        var target = backups(there, "there");
        for (int at : new int[] {whole.length / 4, whole.length / 2, whole.length * 3 / 4}) {
            var bytes = whole.clone();
            // One bit alone may leave the same data: a distance into a run of zeros, say.
            for (int damaged = at; damaged < at + 32; damaged++) {
                bytes[damaged] ^= (byte) 0xff;
            }
            Files.write(file, bytes);
            assertThatThrownBy(() -> target.restore(file, false))
                    .as("byte " + at)
                    .isInstanceOf(InvalidRequest.class)
                    .hasMessageContaining("nothing was changed");
        }
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> target.restore(file, false))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("no whole backup");
        Files.writeString(file, "something else");
        assertThatThrownBy(() -> target.restore(file, false)).isInstanceOf(InvalidRequest.class);
        Files.delete(file);
        assertThatThrownBy(() -> target.restore(file, false)).isInstanceOf(NotFound.class);
        assertThat(there.snapshots().contents()).isEmpty();
    }

    @Test
    void aFileOfANewerVersionOrAnotherKindIsRefused(EmptyDatabase here, EmptyDatabase there)
            throws IOException {
        submit(here, "here");
        var manifest = backups(here, "here").make(file);
        assertThat(manifest.schema()).isEqualTo(Snapshots.newestSchema());
        var copy = directory.resolve("copy");
        new BackupFile(file).extract(manifest, copy);
        refuses(
                there,
                with(manifest, manifest.kind(), 1000),
                copy,
                "made by a newer version of Resolute",
                "its schema is 1000");
        refuses(there, with(manifest, "another", 1), copy, "is of a cluster on another");
    }

    private void refuses(EmptyDatabase there, Manifest manifest, Path copy, String... words)
            throws IOException {
        var other = directory.resolve("other-" + manifest.schema());
        new BackupFile(other).write(manifest, copy);
        assertThatThrownBy(() -> backups(there, "there").restore(other, false))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContainingAll(words);
        assertThat(there.snapshots().contents()).isEmpty();
    }

    private static Manifest with(Manifest one, String kind, int schema) {
        return new Manifest(
                one.version(),
                one.taken(),
                kind,
                schema,
                one.experiments(),
                one.trials(),
                one.copy());
    }

    @Test
    void aBackupOverwritesNothingAndNeedsSomething(EmptyDatabase here, EmptyDatabase there)
            throws IOException {
        assertThatThrownBy(() -> backups(here, "here").make(file))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("holds no cluster");
        assertThat(file).doesNotExist();
        submit(there, "there");
        Files.writeString(file, "mine");
        assertThatThrownBy(() -> backups(there, "there").make(file))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("not overwritten");
        assertThat(file).hasContent("mine");
    }

    abstract String kept(EmptyDatabase database);

    Backups backups(EmptyDatabase database, String data) {
        return new Backups(
                database.snapshots(), directory.resolve(data), "0.1.0", Clock.systemUTC());
    }

    private void submit(EmptyDatabase database, String data) {
        try (var cluster = new TestCluster(database.open(), directory.resolve(data), 2)) {
            cluster.submit(TestCluster.SINGLE);
        }
    }
}
