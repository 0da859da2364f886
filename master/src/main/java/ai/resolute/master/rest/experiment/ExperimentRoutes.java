package ai.resolute.master.rest.experiment;

import static ai.resolute.master.rest.table.Permission.EXPERIMENT;
import static ai.resolute.master.rest.table.Permission.PERSON;
import static ai.resolute.master.rest.table.Permission.SIGNED_IN;

import ai.resolute.api.ExperimentMessages.Archive;
import ai.resolute.api.ExperimentMessages.BestMetric;
import ai.resolute.api.ExperimentMessages.CreateRequest;
import ai.resolute.api.ExperimentMessages.CreateResponse;
import ai.resolute.api.ExperimentMessages.ExperimentRequest;
import ai.resolute.api.ExperimentMessages.ExperimentsRequest;
import ai.resolute.api.ExperimentMessages.ExperimentsResponse;
import ai.resolute.api.ExperimentMessages.File;
import ai.resolute.api.ExperimentMessages.GetExperimentResponse;
import ai.resolute.api.ExperimentMessages.JobState;
import ai.resolute.api.ExperimentMessages.JobSummary;
import ai.resolute.api.ExperimentMessages.PutRequest;
import ai.resolute.api.PageMessages.Nothing;
import ai.resolute.api.wire.Spool;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.experiment.Experiment;
import ai.resolute.master.experiment.submission.ContextArchive;
import ai.resolute.master.experiment.submission.Submission;
import ai.resolute.master.experiment.submission.SubmissionKey;
import ai.resolute.master.experiment.submission.Submitter;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.Unmanaged;
import ai.resolute.master.rest.route.Contexts;
import ai.resolute.master.rest.route.LiveView;
import ai.resolute.master.rest.route.Places;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Experiments. */
public final class ExperimentRoutes {
    private static final String ONE = "/api/v1/experiments/{experimentId}";

    private final Services services;

    public ExperimentRoutes(Services services) {
        this.services = services;
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        var table = new ArrayList<Route<?, ?>>();
        table.add(
                Route.of("POST", "/api/v1/experiments", PERSON, "Submit an experiment")
                        .answer(CreateRequest.class, CreateResponse.class, this::create));
        table.add(
                Route.of(
                                "PUT",
                                "/api/v1/experiments/by-external-id/{externalExperimentId}",
                                PERSON,
                                "Submit an unmanaged experiment, once for an external id")
                        .answer(PutRequest.class, CreateResponse.class, this::put));
        table.add(
                Route.of("GET", "/api/v1/experiments", SIGNED_IN, "List experiments")
                        .answer(ExperimentsRequest.class, ExperimentsResponse.class, this::list));
        table.add(
                Route.of("GET", ONE, EXPERIMENT, "One experiment")
                        .answer(ExperimentRequest.class, GetExperimentResponse.class, this::get));
        table.add(
                Route.of("GET", ONE + "/model_def", EXPERIMENT, "Its context directory")
                        .answer(ExperimentRequest.class, Archive.class, this::context));
        table.add(
                Route.of(
                                "GET",
                                ONE + "/searcher/best_searcher_validation_metric",
                                EXPERIMENT,
                                "The best value of the searcher's metric")
                        .answer(ExperimentRequest.class, BestMetric.class, this::best));
        var experiments = services.work().experiments();
        table.add(verb("activate", "Let it go on", experiments::activate));
        table.add(verb("pause", "Let its trials checkpoint and wait", experiments::pause));
        table.add(verb("cancel", "Let its trials checkpoint and end it", experiments::cancel));
        table.add(verb("kill", "End it at once", experiments::kill));
        table.add(verb("archive", "Hide it from lists", experiments::archive));
        table.add(verb("unarchive", "Show it in lists again", experiments::unarchive));
        return table;
    }

    private Route<ExperimentRequest, Nothing> verb(
            String name, String summary, Consumer<ExperimentId> action) {
        return Route.of("POST", ONE + "/" + name, EXPERIMENT, summary)
                .answer(
                        ExperimentRequest.class,
                        Nothing.class,
                        asked -> {
                            var id = new ExperimentId(asked.message().experimentId());
                            wish(services, asked, id, name, action);
                            return new Nothing();
                        });
    }

    /** Does what somebody wants of an experiment, and keeps who wanted it if it came of that. */
    static void wish(
            Services services,
            Asked<?> asked,
            ExperimentId id,
            String verb,
            Consumer<ExperimentId> action) {
        var before = services.work().experiments().get(id).state();
        action.accept(id);
        if (services.work().experiments().get(id).state().equals(before)) {
            return;
        }
        var by = services.accounts().users().get(asked.user()).username();
        services.findings().why().wishes().note(id, verb, by);
    }

    private CreateResponse create(Asked<CreateRequest> asked) {
        refuseWhatIsNotThere(asked.message());
        return created(submission(asked));
    }

    private CreateResponse put(Asked<PutRequest> asked) {
        var request = asked.message();
        if (!request.unmanaged()) {
            throw new InvalidRequest(
                    "not_unmanaged",
                    "only unmanaged experiments have an external id. Say `unmanaged: true`.");
        }
        requireProject(request.projectId());
        return created(
                new Submission(
                        asked.user(),
                        request.config(),
                        packed(request.modelDefinition(), asked.spool()),
                        request.submitter().map(ExperimentRoutes::submitter),
                        new Submission.Manner(true, false, request.validateOnly()),
                        Optional.empty(),
                        new Submission.Basis(Optional.empty(), template(request.template())),
                        Optional.of(new Unmanaged(Optional.of(request.externalExperimentId())))));
    }

    private CreateResponse created(Submission submission) {
        var created = services.work().experiments().create(submission);
        var view = new ExperimentView(services);
        return new CreateResponse(
                created.experiment().map(view::single).orElse(null),
                created.config().tree().root(),
                created.warnings(),
                created.plan().map(ExperimentView::plan));
    }

    /** A fork without files has those of the experiment that it comes from, and its interpreter. */
    private Submission submission(Asked<CreateRequest> asked) {
        var request = asked.message();
        var parent =
                Optional.of(request.parentId())
                        .filter(id -> id != 0)
                        .map(ExperimentId::new)
                        .map(services.work().experiments()::get);
        return new Submission(
                asked.user(),
                request.config(),
                parent.filter(_ -> request.modelDefinition().isEmpty())
                        .<ContextArchive>map(from -> new ContextArchive.Same(from.id()))
                        .orElseGet(() -> packed(request.modelDefinition(), asked.spool())),
                request.submitter()
                        .map(ExperimentRoutes::submitter)
                        .or(() -> parent.flatMap(from -> from.origin().submitter())),
                new Submission.Manner(
                        request.activate(), request.archived(), request.validateOnly()),
                request.idempotencyKey(),
                new Submission.Basis(parent.map(Experiment::id), template(request.template())),
                request.unmanaged()
                        ? Optional.of(new Unmanaged(Optional.empty()))
                        : Optional.empty());
    }

    private static Submitter submitter(ai.resolute.api.ExperimentMessages.Submitter by) {
        return new Submitter(by.python(), by.machine(), by.directory(), by.packages());
    }

    private static ContextArchive packed(List<File> files, Spool spool) {
        var tgz = ContextPacker.pack(files, spool);
        return new ContextArchive.Packed(tgz::open);
    }

    private Optional<String> template(String template) {
        return Optional.of(template)
                .filter(name -> !name.isEmpty())
                .map(name -> services.work().templates().get(name).config().toJson());
    }

    private static void refuseWhatIsNotThere(CreateRequest request) {
        if (request.idempotencyKey().filter(SubmissionKey::reserved).isPresent()) {
            throw new InvalidRequest(
                    "reserved_key",
                    "idempotencyKey: \"%s\" is of a form that the cluster gives itself. Choose another."
                            .formatted(request.idempotencyKey().orElseThrow()));
        }
        requireProject(request.projectId());
    }

    private static void requireProject(int project) {
        if (project > Places.ONLY) {
            throw new NotFound(
                    "project_not_found",
                    "project (%d) not found: there is one project, of number 1".formatted(project));
        }
    }

    private GetExperimentResponse get(Asked<ExperimentRequest> asked) {
        var experiment = find(asked);
        var view = new ExperimentView(services);
        var message = view.single(experiment);
        return new GetExperimentResponse(
                message,
                experiment.live() && !experiment.unmanaged()
                        ? new JobSummary(jobState(experiment), 0)
                        : null,
                experiment.origin().config().tree().root(),
                view.plan(experiment));
    }

    private JobState jobState(Experiment experiment) {
        return LiveView.of(services).of(experiment.id()).stream().anyMatch(one -> one.holds())
                ? JobState.STATE_SCHEDULED
                : JobState.STATE_QUEUED;
    }

    private ExperimentsResponse list(Asked<ExperimentsRequest> asked) {
        return new ExperimentList(services, asked.message()).answer();
    }

    private Archive context(Asked<ExperimentRequest> asked) {
        return Contexts.archive(
                services.work()
                        .experiments()
                        .context(new ExperimentId(asked.message().experimentId())));
    }

    private BestMetric best(Asked<ExperimentRequest> asked) {
        var experiment = find(asked);
        return services.findings()
                .leaders()
                .best(experiment)
                .map(found -> new BestMetric(found.value()))
                .orElseThrow(() ->
                        new NotFound(
                                "no_validation",
                                "error fetching best searcher metric: no trial of experiment "
                                        + experiment.id()
                                        + " has validated yet"));
    }

    private Experiment find(Asked<ExperimentRequest> asked) {
        return services.work().experiments().get(new ExperimentId(asked.message().experimentId()));
    }
}
