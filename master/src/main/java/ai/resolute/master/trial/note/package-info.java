/**
 * What scripts say about their trials beside reports: values of their own, and which checkpoints
 * they use. No decision depends on it.
 */
@NullMarked
package ai.resolute.master.trial.note;

import org.jspecify.annotations.NullMarked;
