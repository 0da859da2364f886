/**
 * What the operations of all nouns share: the services they use, parts of lists, states. The
 * operations themselves are in the packages beside this one, a noun each.
 */
@NullMarked
package ai.resolute.master.rest.route;

import org.jspecify.annotations.NullMarked;
