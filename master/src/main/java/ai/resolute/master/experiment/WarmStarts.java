package ai.resolute.master.experiment;

import ai.resolute.master.checkpoint.Checkpoint;
import ai.resolute.master.checkpoint.Checkpoints;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.config.WarmStart;
import ai.resolute.master.config.WarmStart.OfCheckpoint;
import ai.resolute.master.config.WarmStart.OfTrial;
import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.TrialId;
import java.util.Optional;
import java.util.UUID;

/** Finds the checkpoint whose weights a configuration asks to begin with. */
record WarmStarts(Checkpoints checkpoints) {
    /**
     * Refuses a configuration whose trials could not begin as it asks.
     *
     * @throws InvalidRequest when there is no such complete checkpoint
     */
    void require(WarmStart wanted) {
        if (find(wanted).isEmpty()) {
            throw new InvalidRequest("no_source_checkpoint", missing(wanted));
        }
    }

    Optional<CheckpointId> find(WarmStart wanted) {
        return switch (wanted) {
            case OfTrial(var id) ->
                    checkpoints.listComplete(new TrialId(id)).stream()
                            .findFirst()
                            .map(Checkpoint::id);
            case OfCheckpoint(var uuid) ->
                    parse(uuid)
                            .flatMap(checkpoints::find)
                            .filter(found -> found.state() == Checkpoint.State.COMPLETED)
                            .map(Checkpoint::id);
        };
    }

    private static Optional<CheckpointId> parse(String uuid) {
        try {
            return Optional.of(new CheckpointId(UUID.fromString(uuid)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static String missing(WarmStart wanted) {
        return switch (wanted) {
            case OfTrial(var id) ->
                    ("searcher.source_trial_id is %d, but no trial of that number has a complete "
                                    + "checkpoint to begin with. Name one that has; see "
                                    + "det experiment list-checkpoints.")
                            .formatted(id);
            case OfCheckpoint(var uuid) ->
                    ("searcher.source_checkpoint_uuid is '%s', but there is no complete checkpoint "
                                    + "of that name to begin with. Name one that is; see "
                                    + "det experiment list-checkpoints.")
                            .formatted(uuid);
        };
    }
}
