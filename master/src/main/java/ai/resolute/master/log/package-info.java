/**
 * Log lines of tasks, and of the master about them: taken in groups, listed by filter, followed
 * without polling.
 */
@NullMarked
package ai.resolute.master.log;

import org.jspecify.annotations.NullMarked;
