/**
 * Lists of trials: filtered, sorted and paged by the database over one narrow index, however many
 * trials there are. The figures that this takes are kept beside each trial as it reports.
 */
@NullMarked
package ai.resolute.master.trial.listing;

import org.jspecify.annotations.NullMarked;
