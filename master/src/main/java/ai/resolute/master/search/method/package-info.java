/**
 * The search methods, one file each, behind {@link ai.resolute.master.search.SearchMethod}, and the
 * form in which their states are saved.
 */
@NullMarked
package ai.resolute.master.search.method;

import org.jspecify.annotations.NullMarked;
