/**
 * Whole copies of a database, of whatever schema. A copy is taken beside a working master, and put
 * back where none works.
 */
@NullMarked
package ai.resolute.master.store.snapshot;

import org.jspecify.annotations.NullMarked;
