package ai.resolute.master.experiment;

import ai.resolute.master.config.ExperimentConfig;
import ai.resolute.master.experiment.submission.SearchPlan;
import java.util.List;
import java.util.Optional;

/**
 * The answer to a submission.
 *
 * @param experiment absent when it was only to be validated
 * @param warnings sentences for people
 * @param plan absent of an unmanaged one, whose trials are made by whoever runs them
 */
public record Created(
        Optional<Experiment> experiment,
        ExperimentConfig config,
        List<String> warnings,
        Optional<SearchPlan> plan) {}
