/** How long the logs of trials stay after their end. */
@NullMarked
package ai.resolute.master.experiment.retention;

import org.jspecify.annotations.NullMarked;
