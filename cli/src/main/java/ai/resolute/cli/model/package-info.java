/** The noun model: names under which checkpoints are kept as versions. */
@NullMarked
package ai.resolute.cli.model;

import org.jspecify.annotations.NullMarked;
