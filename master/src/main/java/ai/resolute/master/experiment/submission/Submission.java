package ai.resolute.master.experiment.submission;

import ai.resolute.master.id.UserId;
import java.util.Optional;

/**
 * What somebody submits.
 *
 * @param activate whether it runs at once
 * @param validateOnly whether nothing is kept
 * @param key submissions with the same key are one
 */
public record Submission(
        UserId owner,
        String configText,
        ContextArchive context,
        Optional<Submitter> submitter,
        boolean activate,
        boolean validateOnly,
        Optional<String> key) {}
