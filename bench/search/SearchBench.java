package ai.resolute.master;

import ai.resolute.master.config.ConfigDefaults;
import ai.resolute.master.config.ExperimentConfig;
import ai.resolute.master.config.ExperimentConfigs;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.RequestId;
import ai.resolute.master.id.TaskId;
import ai.resolute.master.resource.Slot;
import ai.resolute.master.schedule.FirstInFirstOut;
import ai.resolute.master.schedule.Snapshot;
import ai.resolute.master.search.method.SearchMethods;
import ai.resolute.master.search.simulation.SearchSimulation;
import ai.resolute.master.search.simulation.SearchSimulation.Moment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Our side of bench/search: prints one figure a line. It lies in the package of the master to use
 * the cluster of its tests, which has a real database and real services over made-up workers.
 */
final class SearchBench {
    private static final ConfigDefaults DEFAULTS =
            new ConfigDefaults(Path.of("/checkpoints"), 1, 0, "bench");
    private static final int WORKERS = 4;

    /** As many trials as a search has at once unless it is told otherwise. */
    private static final int SEARCH_WORKERS = 16;

    private SearchBench() {}

    public static void main(String[] arguments) throws Exception {
        var count = Integer.parseInt(arguments[1]);
        switch (arguments[0]) {
            case "curves" -> curves(count, Double.parseDouble(arguments[2]));
            case "tpe" -> surfaces(count, Integer.parseInt(arguments[2]));
            case "operations" -> operations(count);
            case "plan" -> plans(count);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    // Learning curves: epochs of all trials until one of them is as good as the target.

    private static void curves(int seeds, double target) {
        for (var seed = 0; seed < seeds; seed++) {
            System.out.println(
                    "curves "
                            + seed
                            + " "
                            + epochs(HALVING + ", time_metric: epochs, max_time: 81}", seed, target)
                            + " "
                            + epochs(HALVING + ", target_trial_steps: 81}", seed, target)
                            + " "
                            + epochs("{name: random, metric: loss" + TRIALS + "}", seed, target));
        }
    }

    private static final String TRIALS = ", max_trials: 2000, max_concurrent_trials: 4";
    private static final String HALVING =
            "{name: async_halving, metric: loss, num_rungs: 5, divisor: 3" + TRIALS;
    private static final String CURVE_SPACE =
            "hyperparameters: {lr: {type: log, base: 10, minval: -5, maxval: 0},"
                    + " momentum: {type: double, minval: 0, maxval: 1},"
                    + " decay: {type: log, base: 10, minval: -6, maxval: -1}}";

    /** An epoch is a step; a trial that is told its lengths comes back when it is that far. */
    private static long epochs(String searcher, int seed, double target) {
        var config = config("scheduling_unit: 1\nsearcher: " + searcher + "\n" + CURVE_SPACE);
        var reached = new long[] {0, 0};
        var trained = new HashMap<RequestId, Long>();
        SearchSimulation.Model model =
                (trial, epochs) -> {
                    var point = trial.hyperparameters();
                    var before = Optional.ofNullable(trained.put(trial.trial(), epochs)).orElse(0L);
                    var loss = 1.0;
                    for (var epoch = before + 1; epoch <= epochs; epoch++) {
                        loss = curve(real(point, "lr"), real(point, "momentum"), real(point, "decay"), epoch);
                        reached[0]++;
                        if (loss <= target && reached[1] == 0) {
                            reached[1] = reached[0];
                        }
                    }
                    return new Moment.Reports(
                            epochs / 81.0, Map.of("loss", loss, "epochs", (double) epochs));
                };
        SearchSimulation.run(
                SearchMethods.of(config.searcher(), config.hyperparameters()), seed, WORKERS, model);
        return reached[1] == 0 ? reached[0] : reached[1];
    }

    /** Bad points end high, and slow ones come down late; the same as in __main__.py. */
    private static double curve(double lr, double momentum, double decay, long epoch) {
        var rate = Math.log10(lr) + 2.2;
        var regular = Math.log10(decay) + 3.5;
        var end = 0.05 + 0.08 * rate * rate + 0.25 * Math.pow(momentum - 0.85, 2) + 0.02 * regular * regular;
        var speed = 0.25 * Math.exp(-0.3 * Math.abs(rate));
        return Math.min(1, end) + Math.max(0, 1 - end) * Math.exp(-speed * epoch);
    }

    // Surfaces: the best value found.

    private static void surfaces(int seeds, int trials) {
        for (var surface : Surface.values()) {
            for (var seed = 0; seed < seeds; seed++) {
                System.out.printf(Locale.ROOT, "tpe %s %d %.12g%n", surface, seed, best(surface, seed, trials));
            }
        }
    }

    private static double best(Surface surface, int seed, int trials) {
        var config =
                config(
                        "searcher: {name: tpe, metric: loss, max_trials: "
                                + trials
                                + ", max_concurrent_trials: 1}\nhyperparameters: "
                                + surface.space);
        var best = new double[] {Double.MAX_VALUE};
        SearchSimulation.run(
                SearchMethods.of(config.searcher(), config.hyperparameters()),
                seed,
                1,
                (trial, _) -> {
                    var value = surface.at(trial.hyperparameters());
                    best[0] = Math.min(best[0], value);
                    return new Moment.Reports(1, Map.of("loss", value));
                });
        return best[0] - surface.least;
    }

    private enum Surface {
        BRANIN("{x: {type: double, minval: -5, maxval: 10}, y: {type: double, minval: 0, maxval: 15}}", 0.39788735772973816),
        SPHERE5(
                "{a: {type: double, minval: -5, maxval: 5}, b: {type: double, minval: -5, maxval: 5}, c: {type: double, minval: -5, maxval: 5},"
                        + " d: {type: double, minval: -5, maxval: 5}, e: {type: double, minval: -5, maxval: 5}}",
                0),
        NETWORK(
                "{lr: {type: log, base: 10, minval: -5, maxval: 0}, units: {type: int, minval: 8, maxval: 256},"
                        + " act: {type: categorical, vals: [relu, tanh, elu, gelu]}, drop: {type: double, minval: 0, maxval: 0.8}}",
                0.05),
        ROSENBROCK(
                "{a: {type: double, minval: -2, maxval: 2}, b: {type: double, minval: -2, maxval: 2}, c: {type: double, minval: -2, maxval: 2}}",
                0);

        final String space;
        final double least;

        Surface(String space, double least) {
            this.space = space;
            this.least = least;
        }

        double at(Map<String, ?> point) {
            return switch (this) {
                case BRANIN -> {
                    var x = real(point, "x");
                    var bowl = real(point, "y") - 5.1 / (4 * Math.PI * Math.PI) * x * x + 5 / Math.PI * x - 6;
                    yield bowl * bowl + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
                }
                case SPHERE5 ->
                        List.of("a", "b", "c", "d", "e").stream()
                                .mapToDouble(name -> Math.pow(real(point, name) - 1.3, 2))
                                .sum();
                case NETWORK -> {
                    var kinds = List.of("relu", "tanh", "elu", "gelu");
                    var act = new double[] {0, 0.12, 0.03, 0.01}[kinds.indexOf(point.get("act"))];
                    yield 0.05
                            + 0.08 * Math.pow(Math.log10(real(point, "lr")) + 2.4, 2)
                            + 0.3 * Math.pow((real(point, "units") - 180) / 248, 2)
                            + act
                            + 0.5 * Math.pow(real(point, "drop") - 0.3, 2);
                }
                case ROSENBROCK -> {
                    var a = real(point, "a");
                    var b = real(point, "b");
                    var c = real(point, "c");
                    yield 100 * Math.pow(b - a * a, 2) + Math.pow(1 - a, 2)
                            + 100 * Math.pow(c - b * b, 2) + Math.pow(1 - b, 2);
                }
            };
        }
    }

    // Operations: create a trial, take a report and decide, all of it durable.

    /** A master lives for weeks: the first searches only warm it up. */
    private static final int WARMING = 12;

    private static final int ROUNDS = 5;

    private static void operations(int trials) throws Exception {
        for (var round = -WARMING; round < ROUNDS; round++) {
            var rate = Operations.perSecond(trials, SEARCH_WORKERS, CURVE_SPACE);
            System.out.printf(
                    Locale.ROOT, "%s %d %.3f%n", round < 0 ? "warming" : "operations", round, rate);
        }
    }

    // One plan of a large cluster: all slots but a few are taken, and all other trials wait.

    private static void plans(int rounds) {
        var slots = new ArrayList<Slot>();
        for (var i = 0; i < 10_000; i++) {
            slots.add(new Slot("node" + i / 8, i % 8, Slot.Device.CUDA));
        }
        var waiting = new ArrayList<Snapshot.Ask>();
        var running = new ArrayList<Snapshot.Held>();
        var groups = new Snapshot.Group[100];
        Arrays.setAll(groups, i -> new Snapshot.Group("experiment " + i, 1, Optional.empty()));
        for (var i = 0; i < 100_000; i++) {
            var allocation = AllocationId.of(new TaskId("1." + new java.util.UUID(i, i)), 1);
            if (i < 9_900) {
                running.add(new Snapshot.Held(allocation, groups[i % 100], List.of(slots.get(i)), false));
            } else {
                waiting.add(new Snapshot.Ask(allocation, groups[i % 100], 1, i));
            }
        }
        var snapshot = new Snapshot(slots, waiting, running);
        var scheduler = new FirstInFirstOut();
        var runtime = Runtime.getRuntime();
        for (var round = 0; round < rounds; round++) {
            var start = System.nanoTime();
            var plan = scheduler.plan(snapshot);
            var millis = (System.nanoTime() - start) / 1e6;
            System.out.printf(
                    Locale.ROOT,
                    "plan %.3f %d %d%n",
                    millis,
                    plan.starts().size(),
                    (runtime.totalMemory() - runtime.freeMemory()) >> 20);
        }
    }

    private static ExperimentConfig config(String text) {
        return ExperimentConfigs.parse("entrypoint: train.py\n" + text, DEFAULTS);
    }

    private static double real(Map<String, ?> point, String name) {
        return ((Number) point.get(name)).doubleValue();
    }
}
