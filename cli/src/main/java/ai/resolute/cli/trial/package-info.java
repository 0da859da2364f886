/** The noun trial: what shows single trainings and ends them. */
@NullMarked
package ai.resolute.cli.trial;

import org.jspecify.annotations.NullMarked;
