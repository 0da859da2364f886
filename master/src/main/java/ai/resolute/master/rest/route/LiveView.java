package ai.resolute.master.rest.route;

import ai.resolute.master.allocation.Allocation;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.TaskId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The allocations that are not over, read once for a whole answer. */
public record LiveView(
        Map<TaskId, Allocation> byTask, Map<ExperimentId, List<Allocation>> byExperiment) {
    public static LiveView of(Services services) {
        var live = services.work().allocations().live();
        return new LiveView(
                live.stream()
                        .collect(
                                Collectors.toMap(
                                        allocation -> allocation.id().task(),
                                        Function.identity(),
                                        (first, second) -> second)),
                live.stream().collect(Collectors.groupingBy(LiveView::experiment)));
    }

    public Optional<Allocation> of(TaskId task) {
        return Optional.ofNullable(byTask.get(task));
    }

    public Collection<Allocation> of(ExperimentId experiment) {
        return byExperiment.getOrDefault(experiment, List.of());
    }

    public static ExperimentId experiment(Allocation allocation) {
        var task = allocation.id().task().value();
        return new ExperimentId(Integer.parseInt(task.substring(0, task.indexOf('.'))));
    }
}
