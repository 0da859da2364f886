package ai.resolute.master.rest.experiment;

import ai.resolute.api.ExperimentMessages.ExperimentsRequest;
import ai.resolute.api.ExperimentMessages.ExperimentsResponse;
import ai.resolute.api.ExperimentMessages.IdFilter;
import ai.resolute.api.ExperimentMessages.State;
import ai.resolute.api.PageMessages.OrderBy;
import ai.resolute.master.experiment.Experiment;
import ai.resolute.master.experiment.ExperimentFilter;
import ai.resolute.master.experiment.ExperimentState.Ended;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.UserId;
import ai.resolute.master.rest.route.LiveView;
import ai.resolute.master.rest.route.Paging;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.route.States;
import ai.resolute.master.user.User;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Filters, sorts and pages experiments as one request wants it. */
final class ExperimentList {
    private final Services services;
    private final ExperimentsRequest request;
    private final LiveView live;

    ExperimentList(Services services, ExperimentsRequest request) {
        this.services = services;
        this.request = request;
        this.live = LiveView.of(services);
    }

    /** All that fit, in their order. */
    List<Experiment> fitting() {
        var owners = owners();
        var filter = new ExperimentFilter(Optional.ofNullable(request.archived()), owners);
        var found =
                owners.isEmpty() && !request.users().isEmpty()
                        ? List.<Experiment>of()
                        : services.work().experiments().list(filter);
        return found.stream().filter(this::fits).sorted(order()).toList();
    }

    ExperimentsResponse answer() {
        if (simple()) {
            return part(new ExperimentFilter(Optional.ofNullable(request.archived()), owners()));
        }
        var page = Paging.of(fitting(), request.offset(), Paging.experimentLimit(request.limit()));
        var view = new ExperimentView(services);
        return new ExperimentsResponse(
                page.part().stream().map(view::listed).toList(), page.pagination());
    }

    /** Whether the database alone can filter and sort what is asked for. */
    private boolean simple() {
        var sorted =
                switch (request.sortBy()) {
                    case SORT_BY_UNSPECIFIED, SORT_BY_ID, SORT_BY_START_TIME -> true;
                    default -> false;
                };
        return sorted
                && request.users().isEmpty()
                && request.name().isEmpty()
                && request.description().isEmpty()
                && request.labels().isEmpty()
                && request.states().isEmpty()
                && request.projectId() <= 1
                && request.experimentIdFilter() == null;
    }

    private ExperimentsResponse part(ExperimentFilter filter) {
        var experiments = services.work().experiments();
        var page =
                Paging.bounds(
                        experiments.count(filter),
                        request.offset(),
                        Paging.experimentLimit(request.limit()));
        var view = new ExperimentView(services);
        var found =
                experiments.page(
                        filter,
                        request.orderBy() == OrderBy.ORDER_BY_DESC,
                        page.startIndex(),
                        page.endIndex() - page.startIndex());
        return new ExperimentsResponse(found.stream().map(view::listed).toList(), page);
    }

    private Set<UserId> owners() {
        var owners = new HashSet<UserId>();
        request.userIds().forEach(id -> owners.add(new UserId(id)));
        for (var name : request.users()) {
            services.accounts().users().find(name).map(User::id).ifPresent(owners::add);
        }
        return owners;
    }

    private boolean fits(Experiment experiment) {
        var config = experiment.origin().config();
        return contains(config.name(), request.name())
                && contains(config.description(), request.description())
                && (request.projectId() == 0 || request.projectId() == 1)
                && labelsFit(experiment)
                && idFits(experiment.id().value(), request.experimentIdFilter())
                && (request.states().isEmpty() || request.states().contains(state(experiment)));
    }

    private boolean labelsFit(Experiment experiment) {
        return experiment.origin().config().tree().root().get("labels") instanceof List<?> labels
                ? labels.containsAll(request.labels())
                : request.labels().isEmpty();
    }

    private static boolean idFits(int id, @org.jspecify.annotations.Nullable IdFilter bounds) {
        if (bounds == null) {
            return true;
        }
        var below =
                (bounds.lt() == null || id < bounds.lt())
                        && (bounds.lte() == null || id <= bounds.lte());
        var above =
                (bounds.gt() == null || id > bounds.gt())
                        && (bounds.gte() == null || id >= bounds.gte());
        return below
                && above
                && (bounds.incl().isEmpty() || bounds.incl().contains(id))
                && !bounds.notIn().contains(id);
    }

    private static boolean contains(String text, String part) {
        return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }

    /** By number where nothing else is asked for. */
    private Comparator<Experiment> order() {
        var byId = Comparator.comparingInt((Experiment one) -> one.id().value());
        var order =
                switch (request.sortBy()) {
                    case SORT_BY_NAME -> byText(one -> one.origin().config().name());
                    case SORT_BY_DESCRIPTION -> byText(one -> one.origin().config().description());
                    case SORT_BY_START_TIME ->
                            Comparator.comparing((Experiment one) -> one.origin().createdAt());
                    case SORT_BY_END_TIME -> Comparator.comparing(ExperimentList::end);
                    case SORT_BY_STATE -> Comparator.comparing(once(this::state));
                    case SORT_BY_NUM_TRIALS -> Comparator.comparingInt(Experiment::trials);
                    case SORT_BY_PROGRESS ->
                            Comparator.comparing(once(services.work().experiments()::progress));
                    case SORT_BY_USER ->
                            Comparator.comparingInt(
                                    (Experiment one) -> one.origin().owner().value());
                    default -> byId;
                };
        var whole = order.thenComparing(byId);
        return request.orderBy() == OrderBy.ORDER_BY_DESC ? whole.reversed() : whole;
    }

    private State state(Experiment experiment) {
        return States.of(services, experiment, live);
    }

    /** What takes its time, but once for each of those that are compared again and again. */
    private static <K> Function<Experiment, K> once(Function<Experiment, K> key) {
        var known = new HashMap<ExperimentId, K>();
        return one -> known.computeIfAbsent(one.id(), _ -> key.apply(one));
    }

    private static Comparator<Experiment> byText(Function<Experiment, String> text) {
        return Comparator.comparing(text, String.CASE_INSENSITIVE_ORDER);
    }

    private static Instant end(Experiment experiment) {
        return experiment.ended().map(Ended::at).orElse(Instant.MAX);
    }
}
