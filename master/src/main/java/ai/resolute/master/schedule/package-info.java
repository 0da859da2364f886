/**
 * Scheduling as a pure plan over a snapshot: what starts, what is pre-empted, what waits and why.
 */
@NullMarked
package ai.resolute.master.schedule;

import org.jspecify.annotations.NullMarked;
