/**
 * Watching a search: one calm region that is redrawn in place, or a few plain lines, and the result
 * at the end.
 */
@NullMarked
package ai.resolute.cli.watch;

import org.jspecify.annotations.NullMarked;
