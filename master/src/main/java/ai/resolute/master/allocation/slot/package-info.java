/**
 * Slots and nodes that people take out of service. What runs on them goes on or is asked to stop,
 * as they wish; nothing new comes to them.
 */
@NullMarked
package ai.resolute.master.allocation.slot;

import org.jspecify.annotations.NullMarked;
