package ai.resolute.master.search.method;

import ai.resolute.master.config.Hyperparameters;
import ai.resolute.master.config.Length;
import ai.resolute.master.config.SearcherConfig;
import ai.resolute.master.id.RequestId;
import ai.resolute.master.search.Objective;
import ai.resolute.master.search.Outline;
import ai.resolute.master.search.SearchAction;
import ai.resolute.master.search.SearchEvent;
import ai.resolute.master.search.SearchMethod;
import ai.resolute.master.search.SearchRandom;
import ai.resolute.master.search.SearchState;
import ai.resolute.master.search.SearchStep;
import ai.resolute.master.search.space.Draw;
import ai.resolute.master.search.space.Explore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Population based training: all members train a round; then the worst are stopped, the best are
 * copied with changed hyperparameters, and the next round begins.
 */
final class PbtSearch implements SearchMethod {
    private final SearcherConfig.Pbt config;
    private final Objective objective;
    private final Hyperparameters space;
    private final int replaced;

    PbtSearch(SearcherConfig.Pbt config, Hyperparameters space) {
        this.config = config;
        this.objective = Objective.of(config);
        this.space = space;
        var population = config.population();
        this.replaced = (int) (population.truncateFraction() * population.size());
    }

    /** What a member does. */
    enum Doing {
        TRAINING,
        WAITING,
        LEAVING,
        GONE
    }

    /**
     * A trial of the population, or one that is leaving it.
     *
     * @param rounds how many rounds it was told to train
     * @param value what it brought to the round it waits in
     */
    record Member(
            RequestId trial,
            Map<String, @Nullable Object> point,
            int rounds,
            Doing doing,
            double value) {
        Member doing(Doing next) {
            return new Member(trial, point, rounds, next, value);
        }

        Member waiting(double reached) {
            return new Member(trial, point, rounds, Doing.WAITING, reached);
        }

        Member gone() {
            return new Member(trial, point, rounds, Doing.GONE, Objective.WORST);
        }

        Member training() {
            return new Member(trial, point, rounds + 1, Doing.TRAINING, 0);
        }
    }

    /**
     * The population.
     *
     * @param rounds how many rounds are over
     * @param workloads steps, validations and copies made so far
     */
    record State(
            List<Member> members,
            int rounds,
            int created,
            int errored,
            long workloads,
            boolean over)
            implements SearchState {
        State {
            members = List.copyOf(members);
        }
    }

    @Override
    public SearchState initial() {
        return new State(List.of(), 0, 0, 0, 0, false);
    }

    @Override
    public SearchStep on(SearchState state, SearchEvent event, SearchRandom random) {
        return new Answer((State) state, random).to(event);
    }

    @Override
    public double progress(SearchState state) {
        var population = config.population();
        var round = (double) population.size() * (population.round().steps() + 1);
        var all = population.rounds() * round + (population.rounds() - 1.0) * replaced;
        return Math.min(1, ((State) state).workloads / all);
    }

    /** As if the youngest were always the worst: the rounds trained in all are the same anyway. */
    @Override
    public Outline outline() {
        var population = config.population();
        var kept = population.rounds() == 1 ? 0 : population.size() - replaced;
        var passing = population.rounds() * (population.size() - kept);
        var rungs = new ArrayList<Outline.Rung>();
        if (passing > 0) {
            rungs.add(rung(1, kept + passing, passing));
        }
        if (kept > 0) {
            rungs.add(rung(population.rounds(), kept, kept));
        }
        return new Outline(List.of(new Outline.Bracket(rungs)), population.size());
    }

    private Outline.Rung rung(int rounds, int reaching, int ending) {
        return new Outline.Rung(new Outline.Extent.Trained(length(rounds)), reaching, ending);
    }

    private Length length(int rounds) {
        var round = config.population().round();
        return round.step().times(Math.multiplyExact(round.steps(), rounds));
    }

    private final class Answer {
        private final SearchRandom random;
        private final List<Member> members;
        private final List<SearchAction> actions = new ArrayList<>();
        private int rounds;
        private int created;
        private int errored;
        private long workloads;
        private boolean over;

        Answer(State state, SearchRandom random) {
            this.random = random;
            members = new ArrayList<>(state.members);
            rounds = state.rounds;
            created = state.created;
            errored = state.errored;
            workloads = state.workloads;
            over = state.over;
        }

        SearchStep to(SearchEvent event) {
            switch (event) {
                case SearchEvent.Started _ -> {
                    while (created < config.population().size()) {
                        begin(Draw.trial(space, random));
                    }
                }
                case SearchEvent.Reached(var trial, var length, var metrics) ->
                        find(trial, Doing.TRAINING)
                                .filter(member -> length(member.rounds()).equals(length))
                                .ifPresent(member -> {
                                    workloads += config.population().round().steps() + 1;
                                    set(member.waiting(objective.of(metrics)));
                                });
                case SearchEvent.Closed(var trial) -> ended(trial);
                case SearchEvent.ExitedEarly(var trial, var reason) -> {
                    var open = members.stream().anyMatch(member -> isOpen(member, trial));
                    errored += open && reason.failed() ? 1 : 0;
                    ended(trial);
                }
                case SearchEvent.Validated _, SearchEvent.Progressed _ -> {}
            }
            finishRound();
            return new SearchStep(
                    new State(members, rounds, created, errored, workloads, over), actions);
        }

        private void ended(RequestId trial) {
            find(trial, Doing.LEAVING).ifPresent(members::remove);
            find(trial, Doing.TRAINING).ifPresent(member -> set(member.gone()));
            find(trial, Doing.WAITING).ifPresent(member -> set(member.gone()));
        }

        private void begin(SearchAction.Create create) {
            created++;
            actions.add(create);
            actions.add(new SearchAction.Train(create.trial(), length(1)));
            members.add(new Member(create.trial(), create.hyperparameters(), 1, Doing.TRAINING, 0));
        }

        private void finishRound() {
            var population = members.stream().filter(member -> !isLeaving(member)).toList();
            var training = population.stream().anyMatch(m -> m.doing() == Doing.TRAINING);
            if (!population.isEmpty() && !training && !over) {
                workloads += population.stream().filter(m -> m.doing() == Doing.GONE).count();
                rounds++;
                if (rounds >= config.population().rounds() || allGone(population)) {
                    population.forEach(this::leave);
                } else {
                    nextRound(population);
                }
            }
            if (created > 0 && !over && allGone(members)) {
                actions.add(new SearchAction.Shutdown(errored >= created));
                over = true;
            }
        }

        private void nextRound(List<Member> population) {
            var ranked = population.stream().sorted(BEST_FIRST).toList();
            var cut = Math.min(replaced, ranked.size() / 2);
            var best = ranked.subList(0, cut);
            ranked.subList(ranked.size() - cut, ranked.size()).forEach(this::replace);
            best.stream().filter(member -> member.doing() == Doing.WAITING).forEach(this::copy);
            ranked.subList(0, ranked.size() - cut).forEach(this::trainOn);
        }

        private void copy(Member parent) {
            var point = Explore.from(parent.point(), space, config.exploration(), random);
            var source = new SearchAction.Source(parent.trial(), length(parent.rounds()));
            workloads++;
            begin(
                    new SearchAction.Create(
                            random.requestId(), random.trialSeed(), point, Optional.of(source)));
        }

        private void trainOn(Member member) {
            if (member.doing() == Doing.WAITING) {
                set(member.training());
                actions.add(new SearchAction.Train(member.trial(), length(member.rounds() + 1)));
            }
        }

        private void replace(Member member) {
            if (member.doing() == Doing.GONE) {
                members.remove(member);
            } else {
                set(member.doing(Doing.LEAVING));
                actions.add(new SearchAction.Stop(member.trial()));
            }
        }

        private void leave(Member member) {
            if (member.doing() == Doing.WAITING) {
                set(member.doing(Doing.LEAVING));
                actions.add(new SearchAction.Close(member.trial()));
            }
        }

        private Optional<Member> find(RequestId trial, Doing doing) {
            return members.stream()
                    .filter(member -> member.trial().equals(trial) && member.doing() == doing)
                    .findFirst();
        }

        private void set(Member changed) {
            members.replaceAll(member -> member.trial().equals(changed.trial()) ? changed : member);
        }
    }

    private static final Comparator<Member> BEST_FIRST =
            Comparator.comparingDouble(Member::value)
                    .thenComparing(member -> member.trial().toString());

    private static boolean isOpen(Member member, RequestId trial) {
        return member.trial().equals(trial) && member.doing() != Doing.GONE;
    }

    private static boolean isLeaving(Member member) {
        return member.doing() == Doing.LEAVING;
    }

    private static boolean allGone(List<Member> members) {
        return members.stream().allMatch(member -> member.doing() == Doing.GONE);
    }
}
