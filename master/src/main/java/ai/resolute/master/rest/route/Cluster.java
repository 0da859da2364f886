package ai.resolute.master.rest.route;

import ai.resolute.master.resource.Hardware;
import ai.resolute.master.resource.Slot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the master tells about itself.
 *
 * @param id of this cluster, for ever
 * @param masterId of this start of the master
 * @param version of Resolute
 * @param slots all slots there are
 * @param hardware what each is made of
 * @param config the master's configuration without secrets
 */
public record Cluster(
        String id,
        String masterId,
        String name,
        String version,
        Instant startedAt,
        Supplier<List<Slot>> slots,
        Function<Slot, Hardware> hardware,
        Map<String, Object> config) {
    /** The version of the interface that published clients compare with their own. */
    public static final String COMPATIBLE = "0.38.1";

    /** The one resource pool. */
    public static final String POOL = "default";
}
