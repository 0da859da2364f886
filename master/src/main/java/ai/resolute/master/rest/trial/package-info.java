/**
 * Trials as /api/v1 tells them, under an experiment and as one flat list of runs. Domain records
 * become messages here and nowhere else.
 */
@NullMarked
package ai.resolute.master.rest.trial;

import org.jspecify.annotations.NullMarked;
