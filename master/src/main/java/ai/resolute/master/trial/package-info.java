/**
 * Trials: training runs with fixed hyperparameters, through all their restarts. The service takes
 * what workers report and decides whether a run is followed by another.
 */
@NullMarked
package ai.resolute.master.trial;

import org.jspecify.annotations.NullMarked;
