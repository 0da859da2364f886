/** Points of a hyperparameter space: drawn, counted out, changed, or chosen from what was seen. */
@NullMarked
package ai.resolute.master.search.space;

import org.jspecify.annotations.NullMarked;
