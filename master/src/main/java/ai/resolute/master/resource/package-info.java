/**
 * What a resource manager must do: offer slots, start workers, signal them, say how they ended.
 * Implementations live in the packages below.
 */
@NullMarked
package ai.resolute.master.resource;

import org.jspecify.annotations.NullMarked;
