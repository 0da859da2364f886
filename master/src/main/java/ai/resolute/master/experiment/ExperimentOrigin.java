package ai.resolute.master.experiment;

import ai.resolute.master.config.ExperimentConfig;
import ai.resolute.master.experiment.submission.Submitter;
import ai.resolute.master.id.UserId;
import java.time.Instant;
import java.util.Optional;

/**
 * What never changes about an experiment.
 *
 * @param configText the configuration as it was submitted
 */
public record ExperimentOrigin(
        UserId owner,
        ExperimentConfig config,
        String configText,
        Optional<Submitter> submitter,
        Instant createdAt) {}
