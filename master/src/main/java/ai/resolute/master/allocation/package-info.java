/**
 * Allocations: the slots given to one run of a task and the worker on them. The service schedules,
 * starts, pre-empts and kills; who owns the task is told how its allocation ended.
 */
@NullMarked
package ai.resolute.master.allocation;

import org.jspecify.annotations.NullMarked;
