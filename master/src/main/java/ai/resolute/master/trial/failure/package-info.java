/** Why runs fail, and what follows from it: whether another run may do better, and when. */
@NullMarked
package ai.resolute.master.trial.failure;

import org.jspecify.annotations.NullMarked;
