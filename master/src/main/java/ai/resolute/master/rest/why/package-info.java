/** Why things are as they are. The domain's package of the same name knows; this one answers. */
@NullMarked
package ai.resolute.master.rest.why;

import org.jspecify.annotations.NullMarked;
