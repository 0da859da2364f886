/**
 * Where the workers of one allocation find each other: each waits until all have come, and learns
 * what each of them brought. Nothing of it is saved; it is about processes that live.
 */
@NullMarked
package ai.resolute.master.allocation.meeting;

import org.jspecify.annotations.NullMarked;
