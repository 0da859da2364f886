/**
 * Archives that the server reads and writes. Domain records become messages here and nowhere else.
 */
@NullMarked
package ai.resolute.master.rest.archive;

import org.jspecify.annotations.NullMarked;
