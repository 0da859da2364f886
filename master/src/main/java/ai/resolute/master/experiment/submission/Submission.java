package ai.resolute.master.experiment.submission;

import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.Unmanaged;
import ai.resolute.master.id.UserId;
import java.util.Optional;

/**
 * What somebody submits.
 *
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
        Manner manner,
        Optional<String> key,
        Basis basis,
        Optional<Unmanaged> unmanaged) {
    /** One that builds on nothing, whose trials the cluster runs. */
    public Submission(
            UserId owner,
            String configText,
            ContextArchive context,
            Optional<Submitter> submitter,
            Manner manner,
            Optional<String> key) {
        this(owner, configText, context, submitter, manner, key, Basis.NONE, Optional.empty());
    }

    /**
     * What becomes of it at first.
     *
     * @param activate whether it runs at once
     * @param archived whether it is hidden from lists
     * @param validateOnly whether nothing is kept
     */
    public record Manner(boolean activate, boolean archived, boolean validateOnly) {
        public static final Manner ACTIVE = new Manner(true, false, false);
        public static final Manner PAUSED = new Manner(false, false, false);
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
