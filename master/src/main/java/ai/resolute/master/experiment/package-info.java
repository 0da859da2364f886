/**
 * Experiments: a configuration, a context directory and a search method. The service creates the
 * trials that the search asks for and decides when and how an experiment ends.
 */
@NullMarked
package ai.resolute.master.experiment;

import org.jspecify.annotations.NullMarked;
