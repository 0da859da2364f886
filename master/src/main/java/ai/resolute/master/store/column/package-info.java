/** How values are written into columns and read back. What was once written is read for ever. */
@NullMarked
package ai.resolute.master.store.column;

import org.jspecify.annotations.NullMarked;
