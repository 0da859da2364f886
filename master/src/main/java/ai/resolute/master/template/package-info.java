/**
 * Named parts of configurations that submissions may be laid over. They are checked as far as a
 * part can be.
 */
@NullMarked
package ai.resolute.master.template;

import org.jspecify.annotations.NullMarked;
