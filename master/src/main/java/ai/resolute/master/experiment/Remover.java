package ai.resolute.master.experiment;

import org.jdbi.v3.core.Handle;

/** Removes what belongs to an experiment that is deleted. */
public interface Remover {
    /**
     * Owes what lies outside the database, in the transaction of the decision.
     *
     * @throws ai.resolute.master.config.DomainException when somebody needs it
     */
    void begin(Handle handle, Experiment experiment);

    /** Removes a part of what is left; once all is gone it may be asked again. */
    Step next(Experiment experiment);

    /** Forgets the experiment itself, in the transaction that removes it. */
    void end(Handle handle, Experiment experiment);

    /** How far it is. */
    sealed interface Step {
        /** There is more to remove. */
        record Further() implements Step {}

        /** Something outside the database is not gone yet. */
        record Waiting() implements Step {}

        /** It does not work, for this reason. */
        record Failed(String why) implements Step {}

        /** Nothing is left but the experiment itself. */
        record Done() implements Step {}
    }
}
