package ai.resolute.master.registry;

import ai.resolute.master.id.UserId;
import java.time.Instant;

/**
 * A name under which checkpoints are kept.
 *
 * @param versions how many there are
 */
public record Model(
        int id,
        UserId owner,
        Card card,
        boolean archived,
        int versions,
        Instant createdAt,
        Instant changedAt) {}
