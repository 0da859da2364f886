package ai.resolute.master.rest.registry;

import static ai.resolute.master.rest.table.Permission.SIGNED_IN;

import ai.resolute.api.ModelMessages.PatchVersionRequest;
import ai.resolute.api.ModelMessages.PostVersionRequest;
import ai.resolute.api.ModelMessages.VersionRequest;
import ai.resolute.api.ModelMessages.VersionResponse;
import ai.resolute.api.ModelMessages.VersionsRequest;
import ai.resolute.api.ModelMessages.VersionsResponse;
import ai.resolute.api.PageMessages.Nothing;
import ai.resolute.api.PageMessages.OrderBy;
import ai.resolute.master.registry.Card;
import ai.resolute.master.registry.ModelVersion;
import ai.resolute.master.registry.Models;
import ai.resolute.master.rest.route.Paging;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.route.Services.Findings;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Route;
import java.util.List;

/** Versions of models. */
public final class VersionRoutes {
    private static final String ALL = ModelRoutes.ONE + "/versions";
    private static final String ONE = ALL + "/{modelVersionNum}";

    private final Services services;

    public VersionRoutes(Services services) {
        this.services = services;
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        return List.of(
                Route.of("GET", ALL, SIGNED_IN, "Versions of a model, the newest first")
                        .answer(VersionsRequest.class, VersionsResponse.class, this::list),
                Route.of("POST", ALL, SIGNED_IN, "Make a checkpoint its next version")
                        .answer(PostVersionRequest.class, VersionResponse.class, this::register),
                Route.of("GET", ONE, SIGNED_IN, "One version")
                        .answer(VersionRequest.class, VersionResponse.class, this::get),
                Route.of("PATCH", ONE, SIGNED_IN, "Change what is written about a version")
                        .answer(PatchVersionRequest.class, VersionResponse.class, this::patch),
                Route.of("DELETE", ONE, SIGNED_IN, "Forget a version; its checkpoint stays")
                        .answer(VersionRequest.class, Nothing.class, this::delete));
    }

    private Models models() {
        return services.findings().models();
    }

    private VersionsResponse list(Asked<VersionsRequest> asked) {
        var request = asked.message();
        var model = models().get(request.modelName());
        var newestFirst = models().versions(request.modelName());
        var page =
                Paging.of(
                        request.orderBy() == OrderBy.ORDER_BY_ASC
                                ? newestFirst.reversed()
                                : newestFirst,
                        request.offset(),
                        request.limit());
        var view = new ModelView(services);
        return new VersionsResponse(
                view.message(model),
                page.part().stream().map(version -> view.message(model, version)).toList(),
                page.pagination());
    }

    private VersionResponse answer(String name, ModelVersion version) {
        return new VersionResponse(new ModelView(services).message(models().get(name), version));
    }

    private VersionResponse register(Asked<PostVersionRequest> asked) {
        var request = asked.message();
        var card =
                new Card(
                        request.name(),
                        request.comment(),
                        request.notes(),
                        request.labels(),
                        request.metadata());
        var checkpoint = Findings.checkpointId(request.checkpointUuid());
        return answer(
                request.modelName(),
                models().register(request.modelName(), asked.user(), checkpoint, card));
    }

    private VersionResponse get(Asked<VersionRequest> asked) {
        var request = asked.message();
        return answer(
                request.modelName(),
                models().version(request.modelName(), request.modelVersionNum()));
    }

    private VersionResponse patch(Asked<PatchVersionRequest> asked) {
        var request = asked.message();
        return answer(
                request.modelName(),
                models().changeVersion(
                                request.modelName(),
                                request.modelVersionNum(),
                                old ->
                                        new Card(
                                                request.name().orElse(old.name()),
                                                request.comment().orElse(old.description()),
                                                request.notes().orElse(old.notes()),
                                                request.labels().orElse(old.labels()),
                                                request.metadata().orElse(old.metadata()))));
    }

    private Nothing delete(Asked<VersionRequest> asked) {
        models().deleteVersion(asked.message().modelName(), asked.message().modelVersionNum());
        return new Nothing();
    }
}
