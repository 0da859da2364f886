/** Commands and the menus that lead to them, as picocli is told about them. */
@NullMarked
package ai.resolute.cli.command;

import org.jspecify.annotations.NullMarked;
