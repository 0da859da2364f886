/** What every command needs: streams and terminal, which master, as whom, in which format. */
@NullMarked
package ai.resolute.cli.session;

import org.jspecify.annotations.NullMarked;
