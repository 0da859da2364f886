package ai.resolute.master.experiment.submission;

import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.Unmanaged;
import ai.resolute.master.id.UserId;
import java.util.Optional;

/**
 * What somebody submits.
 *
 * @param activate whether it runs at once
 * @param validateOnly whether nothing is kept
 * @param key submissions with the same key are one
 * @param basis what it builds on
 * @param unmanaged present where the cluster shall run none of its trials; an external id makes
 *     submissions one as a key does
 */
public record Submission(
        UserId owner,
        String configText,
        ContextArchive context,
        Optional<Submitter> submitter,
        boolean activate,
        boolean validateOnly,
        Optional<String> key,
        Basis basis,
        Optional<Unmanaged> unmanaged) {
    /** One whose trials the cluster runs. */
    public Submission(
            UserId owner,
            String configText,
            ContextArchive context,
            Optional<Submitter> submitter,
            boolean activate,
            boolean validateOnly,
            Optional<String> key,
            Basis basis) {
        this(
                owner,
                configText,
                context,
                submitter,
                activate,
                validateOnly,
                key,
                basis,
                Optional.empty());
    }

    /** One that builds on nothing. */
    public Submission(
            UserId owner,
            String configText,
            ContextArchive context,
            Optional<Submitter> submitter,
            boolean activate,
            boolean validateOnly,
            Optional<String> key) {
        this(owner, configText, context, submitter, activate, validateOnly, key, Basis.NONE);
    }

    /**
     * What a submission builds on.
     *
     * @param parent the experiment that it is forked from
     * @param template a configuration that the submitted one is laid over
     */
    public record Basis(Optional<ExperimentId> parent, Optional<String> template) {
        public static final Basis NONE = new Basis(Optional.empty(), Optional.empty());
    }
}
