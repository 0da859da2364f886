/** Which trial is the best. Trials are ranked by the searcher's metric of their validations. */
@NullMarked
package ai.resolute.master.experiment.ranking;

import org.jspecify.annotations.NullMarked;
