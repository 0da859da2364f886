package ai.resolute.master.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.resolute.master.config.ExperimentConfig;
import ai.resolute.master.config.Length;
import ai.resolute.master.experiment.ExperimentState.Active;
import ai.resolute.master.experiment.journal.Journal;
import ai.resolute.master.experiment.submission.ContextArchive;
import ai.resolute.master.experiment.submission.Submission;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.RequestId;
import ai.resolute.master.id.UserId;
import ai.resolute.master.search.SearchMethod;
import ai.resolute.master.search.SearchRandom;
import ai.resolute.master.search.method.SearchMethods;
import ai.resolute.master.search.method.SearchStates;
import ai.resolute.master.search.method.Searches;
import ai.resolute.master.store.Database;
import ai.resolute.master.trial.Ending;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a search remembers survives any kill, on both databases, however it is written. */
abstract class ExperimentStoreContract {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int STEPS = 120;

    @Test
    void whatIsReadAfterAKillIsWhatWasDecidedLast(Database database) {
        var seed = new Random().nextLong();
        System.out.println("ExperimentStoreContract: seed " + seed);
        var number = 0;
        for (var searcher : Searches.ALL) {
            new Walk(database, searcher, ++number, new Random(seed)).run();
        }
    }

    @Test
    void aLongSearchIsNotWrittenWholeEachTime(Database database) {
        var walk =
                new Walk(
                        database,
                        "{name: random, metric: loss, max_trials: 3000, max_concurrent_trials: 300}",
                        1,
                        new Random(1));
        var whole = SearchStates.encode(walk.kept.journal()).toString().length();
        for (var i = 0; i < 20; i++) {
            walk.step(walk.kept.on(walk.ended(), walk.method, NOW).experiment());
        }
        assertThat(walk.changes()).hasSize(20);
        assertThat(String.join("", walk.changes())).hasSizeLessThan(whole / 2);
    }

    /** One life of an experiment whose trials do anything. */
    private static final class Walk {
        private final Database database;
        private final Random dice;
        private final ExperimentConfig config;
        private final SearchMethod method;
        private ExperimentStore store;
        private Experiment kept;

        Walk(Database database, String searcher, int number, Random dice) {
            this.database = database;
            this.dice = dice;
            config =
                    Searches.config(
                            "searcher: "
                                    + searcher
                                    + "\nhyperparameters: {lr: {type: double, minval: 0, maxval: 1, count: 4}}");
            method = SearchMethods.of(config.searcher(), config.hyperparameters());
            store = store();
            var owner = new UserId(1);
            var origin =
                    new ExperimentOrigin(
                            owner, config, "", Optional.empty(), NOW, Optional.empty(), "");
            var journal = Journal.at(method.initial(), SearchRandom.seeded(number));
            kept =
                    new Experiment(
                                    new ExperimentId(number),
                                    origin,
                                    new Active(),
                                    journal,
                                    number % 2 == 0,
                                    0)
                            .on(new ExperimentEvent.Started(), method, NOW)
                            .experiment();
            var submission =
                    new Submission(
                            owner,
                            "",
                            ContextArchive.of(new byte[0]),
                            Optional.empty(),
                            Submission.Manner.ACTIVE,
                            Optional.empty());
            database.execute(handle -> {
                handle.execute(
                        """
                        INSERT INTO users (id, username, password, display_name, admin, active, modified_at)
                        VALUES (1, 'u', '', '', 0, 1, 0) ON CONFLICT (id) DO NOTHING
                        """);
                store.insert(handle, kept, submission);
            });
        }

        private ExperimentStore store() {
            return new ExperimentStore(_ -> config);
        }

        void run() {
            for (var i = 0; i < STEPS && kept.live(); i++) {
                var next = kept.on(event(), method, NOW).experiment();
                if (dice.nextInt(5) == 0) {
                    fail(next);
                }
                if (!next.equals(kept)) {
                    step(next);
                }
                if (dice.nextInt(7) == 0) {
                    store = store();
                }
            }
        }

        void step(Experiment next) {
            database.execute(handle -> store.save(handle, next));
            kept = next.atVersion(next.version() + 1);
            requireKept(store);
            requireKept(store());
        }

        private void fail(Experiment next) {
            assertThatThrownBy(() ->
                            database.execute(handle -> {
                                store.save(handle, next);
                                throw new IllegalStateException("the disk is full");
                            }))
                    .hasMessage("the disk is full");
            requireKept(store);
        }

        private void requireKept(ExperimentStore reader) {
            var read = database.read(handle -> reader.find(handle, kept.id())).orElseThrow();
            assertThat(read).isEqualTo(kept);
            assertThat(SearchStates.encode(read.journal()))
                    .as("with its order")
                    .isEqualTo(SearchStates.encode(kept.journal()));
        }

        List<String> changes() {
            return database.read(handle ->
                    handle.createQuery("SELECT change FROM search_changes ORDER BY version")
                            .mapTo(String.class)
                            .list());
        }

        private ExperimentEvent event() {
            var metrics =
                    Map.of("loss", dice.nextDouble(), "batches", (double) (1 + dice.nextInt(16)));
            return switch (dice.nextInt(8)) {
                case 0 -> ended();
                case 1 -> new ExperimentEvent.Progressed(trial(), dice.nextDouble());
                case 2 ->
                        dice.nextBoolean()
                                ? new ExperimentEvent.PauseAsked()
                                : new ExperimentEvent.RunAsked();
                case 3, 4 -> new ExperimentEvent.Validated(trial(), metrics);
                default ->
                        new ExperimentEvent.Reached(
                                trial(),
                                new Length(Length.Unit.BATCHES, 1 + dice.nextInt(16)),
                                metrics);
            };
        }

        ExperimentEvent ended() {
            return new ExperimentEvent.TrialEnded(
                    trial(), dice.nextInt(4) == 0 ? Ending.CANCELED : Ending.TRAINED);
        }

        private RequestId trial() {
            var open = List.copyOf(kept.journal().open());
            return open.get(dice.nextInt(open.size()));
        }
    }
}
