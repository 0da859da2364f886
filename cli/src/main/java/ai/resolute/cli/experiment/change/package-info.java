/** Commands that change experiments or delete them. */
@NullMarked
package ai.resolute.cli.experiment.change;

import org.jspecify.annotations.NullMarked;
