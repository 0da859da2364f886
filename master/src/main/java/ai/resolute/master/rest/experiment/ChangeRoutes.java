package ai.resolute.master.rest.experiment;

import static ai.resolute.master.rest.table.Permission.PERSON;
import static ai.resolute.master.rest.table.Permission.SIGNED_IN;

import ai.resolute.api.ExperimentMessages.ContinueRequest;
import ai.resolute.api.ExperimentMessages.ContinueResponse;
import ai.resolute.api.ExperimentMessages.ExperimentRequest;
import ai.resolute.api.ExperimentMessages.LabelRequest;
import ai.resolute.api.ExperimentMessages.LabelsResponse;
import ai.resolute.api.ExperimentMessages.PatchRequest;
import ai.resolute.api.ExperimentMessages.PatchResponse;
import ai.resolute.api.ExperimentMessages.ResourcesPatch;
import ai.resolute.api.ExperimentMessages.RetentionPatch;
import ai.resolute.api.PageMessages.Nothing;
import ai.resolute.api.ProjectMessages.MoveRequest;
import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.config.DomainException.NotAllowed;
import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.config.StorageConfig.Retention;
import ai.resolute.master.config.Yaml;
import ai.resolute.master.experiment.Amendment;
import ai.resolute.master.experiment.Experiment;
import ai.resolute.master.experiment.ExperimentFilter;
import ai.resolute.master.experiment.Experiments;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.rest.route.Places;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Caller;
import ai.resolute.master.rest.table.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What people change of experiments: words, labels, how they are scheduled. */
public final class ChangeRoutes {
    private static final String ONE = "/api/v1/experiments/{experimentId}";
    private static final String LABEL = ONE + "/labels/{label}";

    private final Services services;

    public ChangeRoutes(Services services) {
        this.services = services;
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        return List.of(
                Route.of("PATCH", ONE, PERSON, "Change its name, words, labels or weight")
                        .answer(PatchRequest.class, PatchResponse.class, this::patch),
                Route.of("PUT", LABEL, PERSON, "Put a label on it")
                        .answer(LabelRequest.class, LabelsResponse.class, this::putLabel),
                Route.of("DELETE", LABEL, PERSON, "Take a label off it")
                        .answer(LabelRequest.class, LabelsResponse.class, this::removeLabel),
                Route.of("GET", "/api/v1/experiment/labels", SIGNED_IN, "All labels there are")
                        .answer(Nothing.class, LabelsResponse.class, _ -> labels()),
                Route.of("DELETE", ONE, PERSON, "Remove it and all that belongs to it")
                        .answer(ExperimentRequest.class, Nothing.class, this::delete),
                Route.of("DELETE", ONE + "/tensorboard-files", PERSON, "Remove its event files")
                        .answer(ExperimentRequest.class, Nothing.class, this::deleteEvents),
                Route.of(
                                "POST",
                                "/api/v1/experiments/continue",
                                PERSON,
                                "Let one that is over go on")
                        .answer(ContinueRequest.class, ContinueResponse.class, this::again),
                Route.of("POST", ONE + "/move", PERSON, "Move it to another project")
                        .answer(MoveRequest.class, Nothing.class, this::move));
    }

    private PatchResponse patch(Asked<PatchRequest> asked) {
        var request = asked.message();
        var id = new ExperimentId(request.experimentId());
        if (request.name().filter(String::isBlank).isPresent()) {
            throw new InvalidRequest(
                    "no_name", "`name` is required: an experiment cannot be without one.");
        }
        experiments().amend(id, _ -> amendment(request));
        request.checkpointStorage().ifPresent(patch -> keep(id, patch));
        return new PatchResponse(new ExperimentView(services).single(experiments().get(id)));
    }

    private void keep(ExperimentId id, RetentionPatch patch) {
        services.work()
                .files()
                .collector()
                .keep(
                        id,
                        now ->
                                new Retention(
                                        patch.saveExperimentBest().orElse(now.experimentBest()),
                                        patch.saveTrialBest().orElse(now.trialBest()),
                                        patch.saveTrialLatest().orElse(now.trialLatest())));
    }

    private static Amendment amendment(PatchRequest request) {
        var changes = new LinkedHashMap<String, Object>();
        request.name().ifPresent(name -> changes.put("name", name));
        request.description().ifPresent(words -> changes.put("description", words));
        request.labels().ifPresent(labels -> changes.put("labels", labels));
        var resources = request.resources().map(ChangeRoutes::resources).orElse(Map.of());
        if (!resources.isEmpty()) {
            changes.put("resources", resources);
        }
        return new Amendment(
                changes,
                request.resources()
                        .flatMap(ResourcesPatch::maxSlots)
                        .filter(slots -> slots == 0)
                        .isPresent(),
                request.notes());
    }

    private static Map<String, Object> resources(ResourcesPatch patch) {
        var resources = new LinkedHashMap<String, Object>();
        patch.maxSlots()
                .filter(slots -> slots != 0)
                .ifPresent(slots -> resources.put("max_slots", slots));
        patch.weight().ifPresent(weight -> resources.put("weight", weight));
        patch.priority().ifPresent(priority -> resources.put("priority", priority));
        return resources;
    }

    private LabelsResponse putLabel(Asked<LabelRequest> asked) {
        var label = asked.message().label();
        return relabel(
                asked,
                known -> {
                    if (!known.contains(label)) {
                        known.add(label);
                    }
                });
    }

    private LabelsResponse removeLabel(Asked<LabelRequest> asked) {
        return relabel(asked, known -> known.removeIf(asked.message().label()::equals));
    }

    private LabelsResponse relabel(Asked<LabelRequest> asked, Consumer<List<String>> change) {
        var id = new ExperimentId(asked.message().experimentId());
        experiments()
                .amend(
                        id,
                        before -> {
                            var labels = new ArrayList<>(labelsOf(before));
                            change.accept(labels);
                            return Amendment.of(Map.of("labels", labels));
                        });
        return new LabelsResponse(labelsOf(experiments().get(id)));
    }

    private static List<String> labelsOf(Experiment experiment) {
        return ExperimentView.labels(experiment.origin().config().tree().root());
    }

    private LabelsResponse labels() {
        var all = new TreeSet<String>();
        experiments().list(ExperimentFilter.ALL).forEach(each -> all.addAll(labelsOf(each)));
        return new LabelsResponse(List.copyOf(all));
    }

    private Nothing delete(Asked<ExperimentRequest> asked) {
        delete(services, asked, new ExperimentId(asked.message().experimentId()));
        return new Nothing();
    }

    /** Only the owner and administrators may; there is no way back. */
    static void delete(Services services, Asked<?> asked, ExperimentId id) {
        requireMayRemove(asked, services.work().experiments().get(id));
        services.work().experiments().delete(id);
    }

    private static void requireMayRemove(Asked<?> asked, Experiment experiment) {
        var owner = experiment.origin().owner();
        var admin = asked.caller() instanceof Caller.Person person && person.admin();
        if (!admin && !owner.equals(asked.user())) {
            throw NotAllowed.forbidden(
                    "forbidden", "non admin users may not delete other users' experiments");
        }
    }

    private Nothing deleteEvents(Asked<ExperimentRequest> asked) {
        var experiment = experiments().get(new ExperimentId(asked.message().experimentId()));
        requireMayRemove(asked, experiment);
        services.work()
                .files()
                .events()
                .remove(experiment)
                .ifPresent(why -> {
                    throw new Conflict("files_left", why);
                });
        return new Nothing();
    }

    private ContinueResponse again(Asked<ContinueRequest> asked) {
        var id = new ExperimentId(asked.message().id());
        experiments()
                .again(
                        id,
                        Optional.of(asked.message().overrideConfig())
                                .filter(ChangeRoutes::saysSomething));
        return new ContinueResponse(
                new ExperimentView(services).single(experiments().get(id)), List.of());
    }

    /** The published client sends an object without keys when there is nothing to change. */
    private static boolean saysSomething(String config) {
        return !config.isBlank() && !Map.of().equals(Yaml.parse(config));
    }

    private Nothing move(Asked<MoveRequest> asked) {
        experiments().get(new ExperimentId(asked.message().experimentId()));
        requireProject(asked.message().destinationProjectId());
        return new Nothing();
    }

    static void requireProject(int project) {
        if (project != Places.ONLY) {
            throw new NotFound(
                    "project_not_found",
                    "project (%d) not found: there is one project, of number %d, which holds every experiment"
                            .formatted(project, Places.ONLY));
        }
    }

    private Experiments experiments() {
        return services.work().experiments();
    }
}
