package ai.resolute.master.rest.cluster;

import ai.resolute.api.ClusterMessages.DeviceType;
import ai.resolute.api.ClusterMessages.FittingPolicy;
import ai.resolute.api.ClusterMessages.Pool;
import ai.resolute.api.ClusterMessages.PoolDetail;
import ai.resolute.api.ClusterMessages.PoolType;
import ai.resolute.api.ClusterMessages.QueueStats;
import ai.resolute.api.ClusterMessages.SchedulerType;
import ai.resolute.master.resource.Slot;
import ai.resolute.master.rest.route.Cluster;
import ai.resolute.master.rest.route.Services;
import java.util.Map;

/** The one resource pool: this machine. */
final class Pools {
    private Pools() {}

    static Pool only(Services services, int used) {
        var slots = services.cluster().slots().get();
        var live = services.work().allocations().live();
        var running = (int) live.stream().filter(one -> one.holds()).count();
        var cuda = slots.stream().anyMatch(slot -> slot.device() == Slot.Device.CUDA);
        return new Pool(
                Cluster.POOL,
                "the slots of this machine",
                PoolType.RESOURCE_POOL_TYPE_STATIC,
                1,
                slots.size(),
                used,
                cuda ? DeviceType.TYPE_CUDA : DeviceType.TYPE_CPU,
                0,
                0,
                true,
                true,
                false,
                1,
                1,
                slots.size(),
                0,
                SchedulerType.SCHEDULER_TYPE_UNSPECIFIED,
                FittingPolicy.FITTING_POLICY_UNSPECIFIED,
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                0,
                0,
                new PoolDetail(null, null, null),
                "",
                new QueueStats(live.size() - running, running),
                Map.of(),
                Cluster.POOL);
    }
}
