package ai.resolute.master.registry;

import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.UserId;
import java.time.Instant;

/**
 * A checkpoint as a version of a model.
 *
 * @param number from 1; never given twice
 */
public record ModelVersion(
        int id,
        int model,
        int number,
        CheckpointId checkpoint,
        UserId owner,
        Card card,
        Instant createdAt,
        Instant changedAt) {}
