/** The master: wiring by constructors, its configuration, its start and its end. */
@NullMarked
package ai.resolute.master;

import org.jspecify.annotations.NullMarked;
