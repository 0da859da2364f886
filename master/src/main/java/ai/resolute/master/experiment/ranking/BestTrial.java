package ai.resolute.master.experiment.ranking;

import ai.resolute.master.id.TrialId;

/** The trial with the best value of the searcher's metric, and that value. */
public record BestTrial(TrialId trial, double value) {}
