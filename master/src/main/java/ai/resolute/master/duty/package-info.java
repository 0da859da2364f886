/**
 * What is owed once a decision is saved. A duty reads the saved state again and does what that
 * state asks for, so that doing it twice, or after a crash, is the same as doing it once.
 */
@NullMarked
package ai.resolute.master.duty;

import org.jspecify.annotations.NullMarked;
