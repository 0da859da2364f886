/**
 * The master itself, its nodes, slots, pool and queue, and its meters. Domain records become
 * messages here and nowhere else.
 */
@NullMarked
package ai.resolute.master.rest.cluster;

import org.jspecify.annotations.NullMarked;
