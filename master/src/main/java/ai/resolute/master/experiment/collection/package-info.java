/**
 * What becomes of an experiment's checkpoints when it is over: those that its policy keeps stay,
 * the files of the others are owed to be removed.
 */
@NullMarked
package ai.resolute.master.experiment.collection;

import org.jspecify.annotations.NullMarked;
