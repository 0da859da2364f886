/**
 * The one door to the database: a connection pool per kind of database, transactions as callbacks,
 * migrations. Tables belong to the *Store classes of the features.
 */
@NullMarked
package ai.resolute.master.store;

import org.jspecify.annotations.NullMarked;
