/** What a search has decided, as it is kept. From it and the results the next decision follows. */
@NullMarked
package ai.resolute.master.experiment.journal;

import org.jspecify.annotations.NullMarked;
