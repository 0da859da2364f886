/**
 * Typed identifiers of everything the master keeps. They carry no behaviour beyond parsing and
 * printing.
 */
@NullMarked
package ai.resolute.master.id;

import org.jspecify.annotations.NullMarked;
