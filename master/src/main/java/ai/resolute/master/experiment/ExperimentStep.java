package ai.resolute.master.experiment;

import ai.resolute.master.search.SearchAction;
import java.util.List;

/** The next record and the trials to be made in the same transaction. */
record ExperimentStep(Experiment experiment, List<SearchAction.Create> creations) {}
