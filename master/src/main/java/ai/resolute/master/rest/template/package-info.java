/** Templates as /api/v1 tells them. Domain records become messages here and nowhere else. */
@NullMarked
package ai.resolute.master.rest.template;

import org.jspecify.annotations.NullMarked;
