package ai.resolute.api;

import ai.resolute.api.ExperimentMessages.JobState;
import ai.resolute.api.ExperimentMessages.JobSummary;
import ai.resolute.api.PageMessages.Pagination;
import ai.resolute.api.wire.Finite;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Nodes, slots, pools and the queue. */
public final class ClusterMessages {
    private ClusterMessages() {}

    /** What a slot is made of. */
    public enum DeviceType {
        TYPE_UNSPECIFIED,
        TYPE_CPU,
        TYPE_CUDA,
        TYPE_ROCM
    }

    /** A device. */
    public record Device(int id, String brand, String uuid, DeviceType type) {}

    /** Where a worker is. */
    public enum ContainerState {
        STATE_UNSPECIFIED,
        STATE_ASSIGNED,
        STATE_PULLING,
        STATE_STARTING,
        STATE_RUNNING,
        STATE_TERMINATED
    }

    /** The worker on a slot. */
    public record Container(
            String parent,
            String id,
            ContainerState state,
            List<Device> devices,
            boolean permissionDenied) {}

    /**
     * A slot. Ours are the members from {@code allocationId} on.
     *
     * @param draining whether it is disabled, and what runs there goes on
     * @param disabledBy who disabled it, or its node
     */
    public record Slot(
            String id,
            Device device,
            boolean enabled,
            @Nullable Container container,
            boolean draining,
            Optional<String> allocationId,
            Optional<Integer> trialId,
            Optional<Integer> experimentId,
            Optional<String> disabledBy,
            Optional<Instant> disabledAt) {}

    /** Counts of slots. */
    public record DeviceStats(Map<String, Integer> states, int draining, int disabled, int total) {}

    /** Counts of slots by type and brand. */
    public record SlotStats(
            Map<String, DeviceStats> typeStats, Map<String, DeviceStats> brandStats) {}

    /** A node. */
    public record Agent(
            String id,
            Instant registeredTime,
            Map<String, Slot> slots,
            Map<String, Container> containers,
            List<String> addresses,
            boolean enabled,
            boolean draining,
            String version,
            List<String> resourcePools,
            SlotStats slotStats) {}

    /** Part of a list. */
    public record PageRequest(int offset, int limit) {}

    /** Some nodes. */
    public record AgentsResponse(List<Agent> agents, Pagination pagination) {}

    /** Names a node in the path. */
    public record AgentRequest(String agentId) {}

    /** Disables a node; with {@code drain} what runs there goes on. */
    public record AgentSwitch(String agentId, boolean drain) {}

    /** One node. */
    public record AgentResponse(Agent agent) {}

    /** Names a slot in the path. */
    public record SlotRequest(String agentId, int slotId) {}

    /** Disables a slot; with {@code drain} what runs there goes on. */
    public record SlotSwitch(String agentId, int slotId, boolean drain) {}

    /** One slot. */
    public record SlotResponse(Slot slot) {}

    /** The slots of a node. */
    public record SlotsResponse(List<Slot> slots) {}

    /** How slots are given. */
    public enum SchedulerType {
        SCHEDULER_TYPE_UNSPECIFIED,
        SCHEDULER_TYPE_PRIORITY,
        SCHEDULER_TYPE_FAIR_SHARE
    }

    /** Where the nodes of a pool come from. */
    public enum PoolType {
        RESOURCE_POOL_TYPE_UNSPECIFIED,
        RESOURCE_POOL_TYPE_AWS,
        RESOURCE_POOL_TYPE_GCP,
        RESOURCE_POOL_TYPE_STATIC
    }

    /** How a node is chosen. */
    public enum FittingPolicy {
        FITTING_POLICY_UNSPECIFIED,
        FITTING_POLICY_BEST
    }

    /** How many wait and run. */
    public record QueueStats(int queuedCount, int scheduledCount) {}

    /** What is special about a pool: nothing. */
    public record PoolDetail(
            @Nullable Object aws, @Nullable Object gcp, @Nullable Object priorityScheduler) {}

    /** A pool of nodes. */
    public record Pool(
            String name,
            String description,
            PoolType type,
            int numAgents,
            int slotsAvailable,
            int slotsUsed,
            DeviceType slotType,
            int auxContainerCapacity,
            int auxContainersRunning,
            boolean defaultComputePool,
            boolean defaultAuxPool,
            boolean preemptible,
            int minAgents,
            int maxAgents,
            int slotsPerAgent,
            int auxContainerCapacityPerAgent,
            SchedulerType schedulerType,
            FittingPolicy schedulerFittingPolicy,
            String location,
            String imageId,
            String instanceType,
            String masterUrl,
            String masterCertName,
            String startupScript,
            String containerStartupScript,
            String agentDockerNetwork,
            String agentDockerRuntime,
            String agentDockerImage,
            String agentFluentImage,
            @Finite double maxIdleAgentPeriod,
            @Finite double maxAgentStartingPeriod,
            PoolDetail details,
            String accelerator,
            QueueStats stats,
            Map<String, String> resourceManagerMetadata,
            String clusterName) {}

    /** Some pools. */
    public record PoolsResponse(List<Pool> resourcePools, Pagination pagination) {}

    /** Kinds of jobs. */
    public enum JobType {
        TYPE_UNSPECIFIED,
        TYPE_EXPERIMENT
    }

    /** An experiment as it stands in the queue. */
    public record Job(
            JobSummary summary,
            String jobId,
            String entityId,
            JobType type,
            Instant submissionTime,
            String username,
            int userId,
            String resourcePool,
            boolean isPreemptible,
            @Nullable Integer priority,
            @Finite @Nullable Double weight,
            String name,
            int requestedSlots,
            int allocatedSlots,
            @Finite @Nullable Double progress,
            int workspaceId) {}

    /** A job that may be seen in full. */
    public record VisibleJob(Job full) {}

    /** Which jobs. */
    public record JobsRequest(String resourcePool, int offset, int limit, List<JobState> states) {}

    /** Some jobs. */
    public record JobsResponse(Pagination pagination, List<VisibleJob> jobs) {}
}
