/**
 * Experiments as /api/v1 tells them, and the context directories they are submitted with. Domain
 * records become messages here and nowhere else.
 */
@NullMarked
package ai.resolute.master.rest.experiment;

import org.jspecify.annotations.NullMarked;
