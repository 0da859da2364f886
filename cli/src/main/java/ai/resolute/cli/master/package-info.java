/** The nouns of the server and its machines: master, agent, slot, task. */
@NullMarked
package ai.resolute.cli.master;

import org.jspecify.annotations.NullMarked;
