/** What checkpoints there are: reported once they are complete in storage, found again by trial. */
@NullMarked
package ai.resolute.master.checkpoint;

import org.jspecify.annotations.NullMarked;
