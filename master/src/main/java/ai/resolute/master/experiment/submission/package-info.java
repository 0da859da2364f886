/**
 * What somebody submits: a configuration, a context directory and where they came from. Nothing
 * here knows an experiment.
 */
@NullMarked
package ai.resolute.master.experiment.submission;

import org.jspecify.annotations.NullMarked;
