/** The noun checkpoint: what shows states of training and fetches them. */
@NullMarked
package ai.resolute.cli.checkpoint;

import org.jspecify.annotations.NullMarked;
