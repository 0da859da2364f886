package ai.resolute.master.rest.experiment;

import static ai.resolute.master.rest.table.Permission.PERSON;

import ai.resolute.api.ExperimentMessages.ExperimentsRequest;
import ai.resolute.api.ExperimentMessages.SortBy;
import ai.resolute.api.PageMessages.OrderBy;
import ai.resolute.api.ProjectMessages.BulkFilters;
import ai.resolute.api.ProjectMessages.BulkRequest;
import ai.resolute.api.ProjectMessages.BulkResponse;
import ai.resolute.api.ProjectMessages.BulkResult;
import ai.resolute.master.config.DomainException;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One verb for many experiments, each with an answer of its own. */
public final class BulkRoutes {
    private static final String ALL = "/api/v1/projects/{projectId}/experiments/";

    private final Services services;

    public BulkRoutes(Services services) {
        this.services = services;
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        var experiments = services.work().experiments();
        return List.of(
                verb("activate", "Let many go on", experiments::activate),
                verb("pause", "Let trials of many checkpoint and wait", experiments::pause),
                verb("cancel", "Let trials of many checkpoint and end them", experiments::cancel),
                verb("kill", "End many at once", experiments::kill),
                verb("archive", "Hide many from lists", experiments::archive),
                verb("unarchive", "Show many in lists again", experiments::unarchive),
                Route.of("DELETE", ALL + "delete", PERSON, "Remove many")
                        .answer(
                                BulkRequest.class,
                                BulkResponse.class,
                                asked ->
                                        each(
                                                asked,
                                                id -> ChangeRoutes.delete(services, asked, id))),
                Route.of("POST", ALL + "move", PERSON, "Move many to another project")
                        .answer(BulkRequest.class, BulkResponse.class, this::move));
    }

    private Route<BulkRequest, BulkResponse> verb(
            String name, String summary, Consumer<ExperimentId> action) {
        return Route.of("POST", ALL + name, PERSON, summary)
                .answer(
                        BulkRequest.class,
                        BulkResponse.class,
                        asked ->
                                each(
                                        asked,
                                        id ->
                                                ExperimentRoutes.wish(
                                                        services, asked, id, name, action)));
    }

    private BulkResponse move(Asked<BulkRequest> asked) {
        ChangeRoutes.requireProject(asked.message().destinationProjectId());
        return each(asked, services.work().experiments()::get);
    }

    private BulkResponse each(Asked<BulkRequest> asked, Consumer<ExperimentId> action) {
        var results = new ArrayList<BulkResult>();
        for (var id : chosen(asked.message())) {
            results.add(new BulkResult(id.value(), refusal(id, action)));
        }
        return new BulkResponse(results);
    }

    private static String refusal(ExperimentId id, Consumer<ExperimentId> action) {
        try {
            action.accept(id);
            return "";
        } catch (DomainException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    /** Filters count where there are some, numbers otherwise. */
    private List<ExperimentId> chosen(BulkRequest request) {
        return request.filters()
                .map(filters ->
                        new ExperimentList(services, query(filters))
                                .fitting().stream()
                                        .map(one -> one.id())
                                        .filter(id ->
                                                !filters.excludedExperimentIds()
                                                        .contains(id.value()))
                                        .toList())
                .orElseGet(() -> request.experimentIds().stream().map(ExperimentId::new).toList());
    }

    private static ExperimentsRequest query(BulkFilters filters) {
        return new ExperimentsRequest(
                filters.archived(),
                filters.description(),
                filters.name(),
                filters.labels(),
                List.of(),
                filters.userIds(),
                filters.states(),
                Math.max(0, filters.projectId()),
                null,
                SortBy.SORT_BY_ID,
                OrderBy.ORDER_BY_ASC,
                0,
                -1);
    }
}
