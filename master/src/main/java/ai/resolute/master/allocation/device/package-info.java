/** The devices that workers found on their nodes. No decision depends on them. */
@NullMarked
package ai.resolute.master.allocation.device;

import org.jspecify.annotations.NullMarked;
