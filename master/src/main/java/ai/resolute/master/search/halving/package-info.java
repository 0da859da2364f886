/**
 * Successive halving in all its kinds: many trials begin, and at each rung only the best of them
 * train on. A bracket is one ladder of rungs; adaptive searches hold several side by side.
 */
@NullMarked
package ai.resolute.master.search.halving;

import org.jspecify.annotations.NullMarked;
