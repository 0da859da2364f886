package ai.resolute.master.experiment;

import ai.resolute.master.config.ExperimentConfig;
import ai.resolute.master.experiment.submission.Submitter;
import ai.resolute.master.id.ExperimentId;
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
 */
public record ExperimentOrigin(
        UserId owner,
        ExperimentConfig config,
        String configText,
        Optional<Submitter> submitter,
        Instant createdAt,
        Optional<ExperimentId> parent,
        String notes) {

    ExperimentOrigin with(ExperimentConfig nextConfig, String nextNotes) {
        return new ExperimentOrigin(
                owner, nextConfig, configText, submitter, createdAt, parent, nextNotes);
    }
}
