package ai.resolute.cli.checkpoint;

import ai.resolute.api.client.CheckpointView;
import ai.resolute.api.client.ExperimentView;
import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.output.Failure;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** By what the best checkpoint is found: the metric of the search, unless another is named. */
public final class Ranking {
    private final Argument<Optional<String>> metric =
            Argument.option(
                    "--sort-by",
                    "METRIC",
                    "what to compare (default: the metric of the search)",
                    Kind.TEXT);
    private final Argument<Optional<Boolean>> smaller =
            Argument.option(
                    "--smaller-is-better",
                    "BOOL",
                    "true or false (default: as the search has it)",
                    Kind.FLAG);

    public List<Argument<?>> arguments() {
        return List.of(metric, smaller);
    }

    /** Those without a value come last. */
    public Comparator<CheckpointView> bestFirst(ExperimentView experiment) {
        var named = metric.value().filter(name -> !name.equals(experiment.metric()));
        if (named.isPresent() && smaller.value().isEmpty()) {
            throw Failure.usage(
                    "It is not clear which " + named.get() + " is best.",
                    "the search is on " + experiment.metric() + ", which tells nothing about it",
                    "--smaller-is-better true, or false");
        }
        return order(
                smaller.value().orElse(experiment.smallerIsBetter()),
                checkpoint ->
                        named.map(name -> checkpoint.validation().number(name))
                                .orElseGet(checkpoint::metric));
    }

    private static Comparator<CheckpointView> order(
            boolean smaller, Function<CheckpointView, Optional<Double>> value) {
        var sign = smaller ? 1 : -1;
        return Comparator.comparingDouble(checkpoint ->
                value.apply(checkpoint)
                        .filter(Double::isFinite)
                        .map(number -> sign * number)
                        .orElse(Double.MAX_VALUE));
    }
}
