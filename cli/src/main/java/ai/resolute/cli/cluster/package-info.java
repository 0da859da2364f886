/** A master on this machine: started, stopped and asked how it is, by its process id. */
@NullMarked
package ai.resolute.cli.cluster;

import org.jspecify.annotations.NullMarked;
