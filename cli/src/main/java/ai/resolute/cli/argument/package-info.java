/**
 * Options and parameters, described by hand: reading annotations costs more time than most commands
 * take.
 */
@NullMarked
package ai.resolute.cli.argument;

import org.jspecify.annotations.NullMarked;
