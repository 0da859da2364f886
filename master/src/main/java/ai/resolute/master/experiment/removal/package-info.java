/**
 * How experiments are deleted: files of checkpoints first, then the traces of each trial, then the
 * experiment. Each part is a transaction of its own, so that nothing else waits for long.
 */
@NullMarked
package ai.resolute.master.experiment.removal;

import org.jspecify.annotations.NullMarked;
