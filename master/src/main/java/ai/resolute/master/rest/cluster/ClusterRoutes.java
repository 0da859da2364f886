package ai.resolute.master.rest.cluster;

import static ai.resolute.master.rest.table.Permission.PERSON;

import ai.resolute.api.ClusterMessages.AgentsResponse;
import ai.resolute.api.ClusterMessages.Job;
import ai.resolute.api.ClusterMessages.JobType;
import ai.resolute.api.ClusterMessages.JobsRequest;
import ai.resolute.api.ClusterMessages.JobsResponse;
import ai.resolute.api.ClusterMessages.PageRequest;
import ai.resolute.api.ClusterMessages.PoolsResponse;
import ai.resolute.api.ClusterMessages.VisibleJob;
import ai.resolute.api.ExperimentMessages.JobState;
import ai.resolute.api.ExperimentMessages.JobSummary;
import ai.resolute.master.allocation.Allocation;
import ai.resolute.master.experiment.Experiment;
import ai.resolute.master.experiment.ExperimentFilter;
import ai.resolute.master.rest.experiment.ExperimentView;
import ai.resolute.master.rest.route.Cluster;
import ai.resolute.master.rest.route.LiveView;
import ai.resolute.master.rest.route.Paging;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Route;
import java.util.Comparator;
import java.util.List;

/** The node, its slots, the pool and the queue. */
public final class ClusterRoutes {
    private final Services services;

    public ClusterRoutes(Services services) {
        this.services = services;
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        return List.of(
                Route.of("GET", "/api/v1/agents", PERSON, "Nodes and their slots")
                        .answer(PageRequest.class, AgentsResponse.class, this::agents),
                Route.of("GET", "/api/v1/resource-pools", PERSON, "Pools of nodes")
                        .answer(PageRequest.class, PoolsResponse.class, this::pools),
                Route.of("GET", "/api/v1/job-queues-v2", PERSON, "The queue")
                        .answer(JobsRequest.class, JobsResponse.class, this::jobs));
    }

    private AgentsResponse agents(Asked<PageRequest> asked) {
        var agents = AgentView.of(services).agents();
        var page = Paging.of(agents, asked.message().offset(), asked.message().limit());
        return new AgentsResponse(page.part(), page.pagination());
    }

    private PoolsResponse pools(Asked<PageRequest> asked) {
        var pool = Pools.only(services, AgentView.of(services).holders().size());
        var page = Paging.of(List.of(pool), asked.message().offset(), asked.message().limit());
        return new PoolsResponse(page.part(), page.pagination());
    }

    private JobsResponse jobs(Asked<JobsRequest> asked) {
        var live = LiveView.of(services);
        var jobs =
                services.work().experiments().list(ExperimentFilter.ALL).stream()
                        .filter(one -> one.live() && !one.unmanaged())
                        .map(one -> job(one, live))
                        .filter(job ->
                                asked.message().states().isEmpty()
                                        || asked.message().states().contains(job.summary().state()))
                        .sorted(Comparator.comparing(Job::submissionTime))
                        .map(VisibleJob::new)
                        .toList();
        var page = Paging.of(jobs, asked.message().offset(), asked.message().limit());
        return new JobsResponse(page.pagination(), page.part());
    }

    private Job job(Experiment one, LiveView live) {
        var mine = live.of(one.id());
        var held =
                mine.stream()
                        .filter(Allocation::holds)
                        .mapToInt(allocation -> allocation.ask().slots())
                        .sum();
        var asked = mine.stream().mapToInt(allocation -> allocation.ask().slots()).sum();
        var owner = services.accounts().users().get(one.origin().owner());
        return new Job(
                new JobSummary(held > 0 ? JobState.STATE_SCHEDULED : JobState.STATE_QUEUED, 0),
                ExperimentView.jobId(one),
                one.id().toString(),
                JobType.TYPE_EXPERIMENT,
                one.origin().createdAt(),
                owner.username(),
                owner.id().value(),
                Cluster.POOL,
                true,
                one.origin().config().resources().priority(),
                one.origin().config().resources().weight(),
                one.origin().config().name(),
                asked,
                held,
                services.work().experiments().progress(one),
                1);
    }
}
