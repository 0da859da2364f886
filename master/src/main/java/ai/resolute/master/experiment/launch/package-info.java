/**
 * What to start for a run of a trial. The interpreter, the variables and the token come together
 * here from the experiment, the trial and the cluster.
 */
@NullMarked
package ai.resolute.master.experiment.launch;

import org.jspecify.annotations.NullMarked;
