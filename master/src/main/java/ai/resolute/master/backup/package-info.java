/**
 * Backups: the database of a cluster in one file that says what it is, and the way back. Nothing
 * here knows what is in the tables.
 */
@NullMarked
package ai.resolute.master.backup;

import org.jspecify.annotations.NullMarked;
