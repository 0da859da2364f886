/**
 * What is known of processes that the cluster did not start: when there was somebody to hear them.
 * What follows from their silence is decided with the trial.
 */
@NullMarked
package ai.resolute.master.trial.unmanaged;

import org.jspecify.annotations.NullMarked;
