/** The noun experiment: what submits, shows, watches and changes searches. */
@NullMarked
package ai.resolute.cli.experiment;

import org.jspecify.annotations.NullMarked;
