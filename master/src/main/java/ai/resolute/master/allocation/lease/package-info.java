/** How long a worker may be silent. Who is silent longer has lost its allocation. */
@NullMarked
package ai.resolute.master.allocation.lease;

import org.jspecify.annotations.NullMarked;
