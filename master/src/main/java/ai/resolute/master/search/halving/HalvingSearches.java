package ai.resolute.master.search.halving;

import ai.resolute.master.config.Hyperparameters;
import ai.resolute.master.config.SearcherConfig;
import ai.resolute.master.config.SearcherConfig.Brackets;
import ai.resolute.master.config.SearcherConfig.Pace;
import ai.resolute.master.search.Objective;
import ai.resolute.master.search.SearchMethod;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Halving searches as configurations ask for them. */
public final class HalvingSearches {
    private HalvingSearches() {}

    public static SearchMethod of(SearcherConfig.SyncHalving config, Hyperparameters space) {
        var target = config.target();
        var rungs =
                Rungs.budgeted(
                        target.steps(), config.rungs(), config.divisor(), config.stepBudget());
        return new SyncHalving(rungs, target.step(), Objective.of(config), space);
    }

    public static SearchMethod of(SearcherConfig.Adaptive config, Hyperparameters space) {
        var target = config.target();
        var divisor = config.brackets().divisor();
        var sizes = sizes(config.brackets(), config.brackets().maxRungs());
        var budget = config.stepBudget() / sizes.size();
        return new Tournament(
                sizes.stream()
                        .map(size -> Rungs.budgeted(target.steps(), size, divisor, budget))
                        .map(rungs ->
                                new SyncHalving(rungs, target.step(), Objective.of(config), space))
                        .toList());
    }

    public static SearchMethod of(SearcherConfig.AdaptiveSimple config, Hyperparameters space) {
        var target = config.target();
        var sizes = sizes(config.brackets(), config.brackets().maxRungs());
        var brackets = new ArrayList<SearchMethod>();
        for (int i = 0; i < sizes.size(); i++) {
            var more = i < config.maxTrials() % sizes.size() ? 1 : 0;
            var trials = Math.max(config.maxTrials() / sizes.size() + more, 1);
            var rungs =
                    Rungs.counted(
                            target.steps(), sizes.get(i), config.brackets().divisor(), trials);
            brackets.add(new SyncHalving(rungs, target.step(), Objective.of(config), space));
        }
        return new Tournament(brackets);
    }

    public static SearchMethod of(SearcherConfig.AsyncHalving config, Hyperparameters space) {
        var trials = config.trials();
        var ladder =
                Ladder.of(config.rungs(), config.divisor(), trials.most(), trials.concurrent());
        return bracket(config.pace(), ladder, Objective.of(config), space);
    }

    public static SearchMethod of(SearcherConfig.AdaptiveAsha config, Hyperparameters space) {
        return new Tournament(
                ladders(config).stream()
                        .map(ladder -> bracket(config.pace(), ladder, Objective.of(config), space))
                        .toList());
    }

    /** Halving that stops the trials of another way to choose points. */
    public static SearchMethod stopping(
            SearcherConfig.Halving halving,
            SearcherConfig.Trials trials,
            Objective objective,
            Hyperparameters space) {
        var ladder =
                Ladder.of(halving.rungs(), halving.divisor(), trials.most(), trials.concurrent());
        return bracket(halving.pace(), ladder, objective, space);
    }

    private static SearchMethod bracket(
            Pace pace, Ladder ladder, Objective objective, Hyperparameters space) {
        return switch (pace) {
            case Pace.Promoting(var target) -> new AsyncHalving(ladder, target, objective, space);
            case Pace.Stopping stopping -> new StoppingHalving(ladder, stopping, objective, space);
        };
    }

    static List<Ladder> ladders(SearcherConfig.AdaptiveAsha config) {
        var brackets = config.brackets();
        var divisor = brackets.divisor();
        var most = config.trials().most();
        var target =
                switch (config.pace()) {
                    case Pace.Promoting(var promoting) -> promoting.steps();
                    case Pace.Stopping(_, var maxTime) -> maxTime;
                };
        var useful = Math.min(logarithm((double) target, divisor), logarithm(most, divisor)) + 1;
        var sizes = sizes(brackets, Math.min(brackets.maxRungs(), useful));
        var trials = shares(sizes, divisor, most);
        var concurrent = concurrent(config.trials().concurrent(), trials, divisor);
        return IntStream.range(0, sizes.size())
                .mapToObj(i -> Ladder.of(sizes.get(i), divisor, trials.get(i), concurrent.get(i)))
                .toList();
    }

    /** How many trials each bracket gets: fewer for those that train most of them long. */
    private static List<Integer> shares(List<Integer> sizes, double divisor, int most) {
        var weights = sizes.stream().map(size -> Math.pow(divisor, size - 1.0) / size).toList();
        var all = weights.stream().mapToDouble(Double::doubleValue).sum();
        var shares = new ArrayList<Integer>();
        weights.forEach(weight -> shares.add(Math.max((int) (weight / all * most), 1)));
        var rest = most - shares.stream().mapToInt(Integer::intValue).sum();
        if (rest > 0) {
            shares.set(0, shares.getFirst() + rest);
        }
        return shares;
    }

    private static List<Integer> concurrent(int limit, List<Integer> trials, double divisor) {
        var brackets = trials.size();
        if (limit == 0) {
            var each = Math.max(trials.getLast(), (int) divisor);
            return trials.stream().map(_ -> each).toList();
        }
        var whole = Math.max(limit, brackets);
        return IntStream.range(0, brackets)
                .mapToObj(i -> whole / brackets + (i < whole % brackets ? 1 : 0))
                .toList();
    }

    /** The number of rungs of each bracket, largest first. */
    static List<Integer> sizes(Brackets brackets, int most) {
        if (!brackets.rungs().isEmpty()) {
            return brackets.rungs().stream().sorted(Comparator.reverseOrder()).toList();
        }
        var least =
                switch (brackets.mode()) {
                    case AGGRESSIVE -> most;
                    case STANDARD -> (most - 1) / 2 + 1;
                    case CONSERVATIVE -> 1;
                };
        return IntStream.rangeClosed(least, most).boxed().toList().reversed();
    }

    /** As a quotient of natural logarithms, whose last bit decides for exact powers. */
    private static int logarithm(double of, double base) {
        return (int) (Math.log(of) / Math.log(base));
    }
}
