package ai.resolute.master.experiment;

import ai.resolute.master.config.ExperimentConfig;
import ai.resolute.master.experiment.submission.Submitter;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.Unmanaged;
import ai.resolute.master.id.UserId;
import java.time.Instant;
import java.util.Optional;

/**
 * Where an experiment comes from, and what people say of it.
 *
 * @param config as it is now; people may change its words and how it is scheduled
 * @param configText the configuration as it was submitted
 * @param parent the experiment that it was forked from
 * @param notes what people write about it
 * @param unmanaged present where the cluster runs none of its trials
 */
public record ExperimentOrigin(
        UserId owner,
        ExperimentConfig config,
        String configText,
        Optional<Submitter> submitter,
        Instant createdAt,
        Optional<ExperimentId> parent,
        String notes,
        Optional<Unmanaged> unmanaged) {
    /** One whose trials the cluster runs. */
    public ExperimentOrigin(
            UserId owner,
            ExperimentConfig config,
            String configText,
            Optional<Submitter> submitter,
            Instant createdAt,
            Optional<ExperimentId> parent,
            String notes) {
        this(owner, config, configText, submitter, createdAt, parent, notes, Optional.empty());
    }

    ExperimentOrigin with(ExperimentConfig nextConfig, String nextNotes) {
        return new ExperimentOrigin(
                owner, nextConfig, configText, submitter, createdAt, parent, nextNotes, unmanaged);
    }
}
