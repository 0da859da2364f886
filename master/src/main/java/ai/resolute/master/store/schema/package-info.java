/**
 * Brings a database to the newest schema. Migrations are files that are never edited once released;
 * what a database went through before that was so is mended here.
 */
@NullMarked
package ai.resolute.master.store.schema;

import org.jspecify.annotations.NullMarked;
