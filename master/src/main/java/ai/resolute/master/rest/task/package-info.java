/**
 * Tasks, their allocations, and what workers ask and tell. Domain records become messages here and
 * nowhere else.
 */
@NullMarked
package ai.resolute.master.rest.task;

import org.jspecify.annotations.NullMarked;
