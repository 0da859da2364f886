/** The noun template: named parts of configurations. */
@NullMarked
package ai.resolute.cli.template;

import org.jspecify.annotations.NullMarked;
