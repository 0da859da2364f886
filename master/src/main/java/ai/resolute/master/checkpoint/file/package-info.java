/**
 * The files of checkpoints. The harness's own storage code removes and fetches them, in a short
 * process; what is owed to be removed is saved first.
 */
@NullMarked
package ai.resolute.master.checkpoint.file;

import org.jspecify.annotations.NullMarked;
