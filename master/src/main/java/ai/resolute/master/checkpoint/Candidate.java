package ai.resolute.master.checkpoint;

import java.util.Optional;

/**
 * A complete checkpoint that may go.
 *
 * @param metric the searcher's metric where it was validated
 * @param held whether somebody needs it: a person's pin, a model, a trial that began from it
 */
public record Candidate(Checkpoint checkpoint, Optional<Double> metric, boolean held) {}
