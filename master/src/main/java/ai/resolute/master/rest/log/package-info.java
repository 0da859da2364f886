/**
 * Log lines: what is asked for, and how a line is told. Domain records become messages here and
 * nowhere else.
 */
@NullMarked
package ai.resolute.master.rest.log;

import org.jspecify.annotations.NullMarked;
