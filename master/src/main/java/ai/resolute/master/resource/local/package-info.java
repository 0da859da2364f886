/**
 * Workers as ordinary processes of this machine, each in a process group of its own that outlives
 * the master. What is known about them is in their run directories; the database knows nothing.
 */
@NullMarked
package ai.resolute.master.resource.local;

import org.jspecify.annotations.NullMarked;
