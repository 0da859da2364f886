/** The command line: picocli commands over the client, one file a noun. */
@NullMarked
package ai.resolute.cli;

import org.jspecify.annotations.NullMarked;
