/**
 * Login and who one is, as /api/v1 tells it. Domain records become messages here and nowhere else.
 */
@NullMarked
package ai.resolute.master.rest.user;

import org.jspecify.annotations.NullMarked;
