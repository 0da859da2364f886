/** Checkpoints and their files. Domain records become messages here and nowhere else. */
@NullMarked
package ai.resolute.master.rest.checkpoint;

import org.jspecify.annotations.NullMarked;
