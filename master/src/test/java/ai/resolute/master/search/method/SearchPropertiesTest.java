package ai.resolute.master.search.method;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.config.Length;
import ai.resolute.master.id.RequestId;
import ai.resolute.master.search.SearchAction;
import ai.resolute.master.search.SearchEvent;
import ai.resolute.master.search.SearchEvent.ExitReason;
import ai.resolute.master.search.SearchMethod;
import ai.resolute.master.search.SearchRandom;
import ai.resolute.master.search.SearchState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.json.JsonMapper;

/** What holds for every search method, whatever its trials do and in whatever order. */
final class SearchPropertiesTest {
    private static final int ROUNDS = 60;
    private static final JsonMapper JSON = JsonMapper.shared();

    @TestFactory
    Stream<DynamicTest> everySearchEndsWithAllItsTrialsClosed() {
        return each((searcher, dice) -> {
            var method = Searches.of(searcher);
            var cluster = new Cluster(method, dice.nextInt(Integer.MAX_VALUE), false);
            cluster.runToItsEnd(new Random(dice.nextLong()));
            assertThat(cluster.shutdowns).isEqualTo(1);
            assertThat(cluster.trials).isEmpty();
            assertThat(cluster.state.over()).isTrue();
            assertThat(cluster.created).isLessThanOrEqualTo(11 * method.outline().trials());
            assertThat(cluster.mostBusy).isLessThanOrEqualTo(method.outline().concurrent());
        });
    }

    /** A master may be killed after any event: what follows is the same. */
    @TestFactory
    Stream<DynamicTest> aSearchThatIsSavedAndReadGoesOnAsIfNothingHadHappened() {
        return each((searcher, dice) -> {
            var seed = dice.nextInt(Integer.MAX_VALUE);
            var order = dice.nextLong();
            var kept = new Cluster(Searches.of(searcher), seed, false);
            var killed = new Cluster(Searches.of(searcher), seed, true);
            kept.runToItsEnd(new Random(order));
            killed.runToItsEnd(new Random(order));
            assertThat(killed.history).isEqualTo(kept.history);
            assertThat(killed.state).isEqualTo(kept.state);
        });
    }

    @TestFactory
    Stream<DynamicTest> eventsThatWereHeardBeforeChangeNothing() {
        return each((searcher, dice) -> {
            var cluster =
                    new Cluster(Searches.of(searcher), dice.nextInt(Integer.MAX_VALUE), false);
            var told = new ArrayList<SearchEvent>();
            cluster.listener = told::add;
            cluster.runToItsEnd(new Random(dice.nextLong()));
            for (var event : told) {
                var step = cluster.method.on(cluster.state, event, SearchRandom.seeded(1));
                assertThat(step.actions()).isEmpty();
                assertThat(step.state()).isEqualTo(cluster.state);
            }
        });
    }

    @FunctionalInterface
    private interface Property {
        void check(String searcher, Random dice);
    }

    private static Stream<DynamicTest> each(Property property) {
        var seed = new Random().nextLong();
        System.out.println("SearchPropertiesTest: seed " + seed);
        return Searches.ALL.stream()
                .map(searcher ->
                        DynamicTest.dynamicTest(
                                searcher + " from seed " + seed,
                                () -> {
                                    var dice = new Random(seed);
                                    for (int round = 0; round < ROUNDS; round++) {
                                        property.check(searcher, dice);
                                    }
                                }));
    }

    /** Trials that do what they are told, in any order, and that fail as they like. */
    private static final class Cluster {
        final SearchMethod method;
        final boolean isKilled;
        final Map<RequestId, Trial> trials = new LinkedHashMap<>();
        final List<SearchAction> history = new ArrayList<>();
        final Map<RequestId, Length> reached = new HashMap<>();
        final Set<RequestId> known = new HashSet<>();
        SearchState state;
        SearchState saved;
        SearchRandom random;
        int created;
        int shutdowns;
        int mostBusy;
        java.util.function.Consumer<SearchEvent> listener = _ -> {};

        static final class Trial {
            @org.jspecify.annotations.Nullable Length target;
            boolean driven;
            boolean leaving;
            long time;
        }

        Cluster(SearchMethod method, long seed, boolean isKilled) {
            this.method = method;
            this.isKilled = isKilled;
            this.state = method.initial();
            this.saved = state;
            this.random = SearchRandom.seeded(seed);
        }

        void runToItsEnd(Random dice) {
            tell(new SearchEvent.Started());
            var turns = 0;
            while (shutdowns == 0) {
                var able =
                        trials.entrySet().stream()
                                .filter(entry -> isAble(entry.getValue()))
                                .map(Map.Entry::getKey)
                                .toList();
                assertThat(able).as("a trial with something to do").isNotEmpty();
                assertThat(++turns).isLessThan(100_000);
                move(able.get(dice.nextInt(able.size())), dice);
            }
        }

        private static boolean isAble(Trial trial) {
            return trial.leaving || !trial.driven || trial.target != null;
        }

        /** Trials that wait for a further length hold no slots. */
        private static boolean isBusy(Trial trial) {
            return !trial.leaving && isAble(trial);
        }

        private void move(RequestId id, Random dice) {
            var trial = trials.get(id);
            var luck = dice.nextInt(40);
            if (luck < 3) {
                trials.remove(id);
                tell(new SearchEvent.ExitedEarly(id, ExitReason.values()[luck]));
            } else if (trial.leaving || luck == 3) {
                trials.remove(id);
                tell(new SearchEvent.Closed(id));
            } else if (trial.target != null) {
                var length = trial.target;
                trial.target = null;
                reached.put(id, length);
                var metrics = metrics(length.count(), dice);
                tell(new SearchEvent.Validated(id, metrics));
                tell(new SearchEvent.Reached(id, length, metrics));
            } else {
                trial.time += 1 + dice.nextInt(3);
                tell(new SearchEvent.Progressed(id, Math.min(1, trial.time / 12.0)));
                tell(new SearchEvent.Validated(id, metrics(trial.time, dice)));
            }
        }

        private static Map<String, Double> metrics(long time, Random dice) {
            var loss = dice.nextInt(20) == 0 ? Double.NaN : Math.rint(dice.nextDouble() * 10);
            return Map.of("loss", loss, "batches", (double) time);
        }

        private void tell(SearchEvent event) {
            listener.accept(event);
            if (isKilled) {
                assertThat(SearchStates.decode(throughJson(SearchStates.encode((Record) state))))
                        .isEqualTo(state);
                state = saved;
                random = SearchRandom.at(random.position());
            }
            var step = method.on(state, event, random);
            state = step.state();
            if (isKilled) {
                saved = changed((Record) saved, (Record) state);
                assertThat(saved).isEqualTo(state);
                assertThat(SearchStates.encode((Record) saved))
                        .as("with its order")
                        .isEqualTo(SearchStates.encode((Record) state));
            }
            step.actions().forEach(this::act);
            history.addAll(step.actions());
            assertThat(method.progress(state)).isBetween(0.0, 1.0);
            mostBusy =
                    Math.max(
                            mostBusy,
                            (int) trials.values().stream().filter(Cluster::isBusy).count());
        }

        private static SearchState changed(Record before, Record after) {
            return SearchStates.change(before, after)
                    .map(change -> SearchStates.changed(Record.class, before, throughJson(change)))
                    .map(SearchState.class::cast)
                    .orElse((SearchState) before);
        }

        @SuppressWarnings("unchecked")
        private static Map<String, Object> throughJson(Map<String, Object> value) {
            return JSON.readValue(JSON.writeValueAsString(value), Map.class);
        }

        private void act(SearchAction action) {
            assertThat(shutdowns).isZero();
            switch (action) {
                case SearchAction.Create create -> {
                    assertThat(known.add(create.trial())).isTrue();
                    created++;
                    trials.put(create.trial(), new Trial());
                    create.source()
                            .ifPresent(source ->
                                    assertThat(reached).containsEntry(source.trial(), source.at()));
                }
                case SearchAction.Train(var id, var to) -> {
                    var trial = open(id);
                    assertThat(trial.target).isNull();
                    assertThat(to.count())
                            .isGreaterThan(reached.containsKey(id) ? reached.get(id).count() : 0);
                    trial.target = to;
                    trial.driven = true;
                }
                case SearchAction.Close(var id) -> open(id).leaving = true;
                case SearchAction.Stop(var id) -> open(id).leaving = true;
                case SearchAction.Shutdown _ -> shutdowns++;
                case SearchAction.Fail(var why) -> throw new AssertionError(why);
            }
        }

        private Trial open(RequestId id) {
            var trial = trials.get(id);
            assertThat(trial).as("an open trial").isNotNull();
            assertThat(trial.leaving).isFalse();
            return trial;
        }
    }
}
