package ai.resolute.master.rest.registry;

import static ai.resolute.master.rest.table.Permission.SIGNED_IN;

import ai.resolute.api.ModelMessages;
import ai.resolute.api.ModelMessages.ModelLabels;
import ai.resolute.api.ModelMessages.ModelRequest;
import ai.resolute.api.ModelMessages.ModelResponse;
import ai.resolute.api.ModelMessages.ModelsRequest;
import ai.resolute.api.ModelMessages.ModelsResponse;
import ai.resolute.api.ModelMessages.PatchModelRequest;
import ai.resolute.api.ModelMessages.PostModelRequest;
import ai.resolute.api.PageMessages.Nothing;
import ai.resolute.master.config.DomainException.NotAllowed;
import ai.resolute.master.registry.Card;
import ai.resolute.master.registry.Model;
import ai.resolute.master.registry.Models;
import ai.resolute.master.rest.route.Paging;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Caller;
import ai.resolute.master.rest.table.Route;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Models. */
public final class ModelRoutes {
    static final String ONE = "/api/v1/models/{modelName}";

    private final Services services;

    public ModelRoutes(Services services) {
        this.services = services;
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        return List.of(
                Route.of("GET", "/api/v1/models", SIGNED_IN, "List models")
                        .answer(ModelsRequest.class, ModelsResponse.class, this::list),
                Route.of("POST", "/api/v1/models", SIGNED_IN, "Make a model")
                        .answer(PostModelRequest.class, ModelResponse.class, this::create),
                Route.of("GET", "/api/v1/model/labels", SIGNED_IN, "All labels of models")
                        .answer(Nothing.class, ModelLabels.class, _ -> labels()),
                Route.of("GET", ONE, SIGNED_IN, "One model, by its name or number")
                        .answer(
                                ModelRequest.class,
                                ModelResponse.class,
                                asked -> answer(models().get(asked.message().modelName()))),
                Route.of("PATCH", ONE, SIGNED_IN, "Change what is written about a model")
                        .answer(PatchModelRequest.class, ModelResponse.class, this::patch),
                Route.of("DELETE", ONE, SIGNED_IN, "Forget a model and its versions")
                        .answer(ModelRequest.class, Nothing.class, this::delete),
                Route.of("POST", ONE + "/archive", SIGNED_IN, "Leave it out of lists")
                        .answer(ModelRequest.class, Nothing.class, asked -> archive(asked, true)),
                Route.of("POST", ONE + "/unarchive", SIGNED_IN, "Show it in lists again")
                        .answer(ModelRequest.class, Nothing.class, asked -> archive(asked, false)));
    }

    private Models models() {
        return services.findings().models();
    }

    private ModelResponse answer(Model model) {
        return new ModelResponse(new ModelView(services).message(model));
    }

    private ModelResponse create(Asked<PostModelRequest> asked) {
        var request = asked.message();
        var card =
                new Card(
                        request.name(),
                        request.description(),
                        request.notes(),
                        request.labels(),
                        request.metadata());
        return answer(models().create(asked.user(), card));
    }

    private ModelResponse patch(Asked<PatchModelRequest> asked) {
        var request = asked.message();
        return answer(
                models().change(
                                request.modelName(),
                                old ->
                                        new Card(
                                                request.name().orElse(old.name()),
                                                request.description().orElse(old.description()),
                                                request.notes().orElse(old.notes()),
                                                request.labels().orElse(old.labels()),
                                                request.metadata().orElse(old.metadata()))));
    }

    private Nothing delete(Asked<ModelRequest> asked) {
        var model = models().get(asked.message().modelName());
        var admin = asked.caller() instanceof Caller.Person person && person.admin();
        if (!admin && !asked.user().equals(model.owner())) {
            throw NotAllowed.forbidden(
                    "forbidden",
                    "only its owner or an administrator may delete model " + model.card().name());
        }
        models().delete(asked.message().modelName());
        return new Nothing();
    }

    private Nothing archive(Asked<ModelRequest> asked, boolean archived) {
        models().archive(asked.message().modelName(), archived);
        return new Nothing();
    }

    private ModelLabels labels() {
        return new ModelLabels(
                models().list().stream()
                        .flatMap(model -> model.card().labels().stream())
                        .distinct()
                        .sorted()
                        .toList());
    }

    private ModelsResponse list(Asked<ModelsRequest> asked) {
        var request = asked.message();
        var view = new ModelView(services);
        var fitting =
                models().list().stream()
                        .map(view::message)
                        .filter(model -> fits(model, request))
                        .sorted(Paging.turned(order(request), request.orderBy()))
                        .toList();
        var page = Paging.of(fitting, request.offset(), request.limit());
        return new ModelsResponse(page.part(), page.pagination());
    }

    private static boolean fits(ModelMessages.Model model, ModelsRequest request) {
        return holds(model.name(), request.name())
                && holds(model.description(), request.description())
                && model.labels().containsAll(request.labels())
                && request.archived().map(wanted -> wanted == model.archived()).orElse(true)
                && (request.id() == 0 || request.id() == model.id())
                && (request.users().isEmpty() || request.users().contains(model.username()))
                && (request.userIds().isEmpty() || request.userIds().contains(model.userId()))
                && (request.workspaceIds().isEmpty()
                        || request.workspaceIds().contains(model.workspaceId()));
    }

    private static boolean holds(String text, String part) {
        return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }

    private static Comparator<ModelMessages.Model> order(ModelsRequest request) {
        Comparator<ModelMessages.Model> byNumber = Comparator.comparingInt(ModelMessages.Model::id);
        return switch (request.sortBy()) {
            case SORT_BY_UNSPECIFIED, SORT_BY_WORKSPACE -> byNumber;
            case SORT_BY_NAME ->
                    Comparator.comparing(ModelMessages.Model::name, String.CASE_INSENSITIVE_ORDER);
            case SORT_BY_DESCRIPTION ->
                    Comparator.comparing(ModelMessages.Model::description).thenComparing(byNumber);
            case SORT_BY_CREATION_TIME ->
                    Comparator.comparing(ModelMessages.Model::creationTime).thenComparing(byNumber);
            case SORT_BY_LAST_UPDATED_TIME ->
                    Comparator.comparing(ModelMessages.Model::lastUpdatedTime)
                            .thenComparing(byNumber);
            case SORT_BY_NUM_VERSIONS ->
                    Comparator.comparingInt(ModelMessages.Model::numVersions)
                            .thenComparing(byNumber);
        };
    }
}
