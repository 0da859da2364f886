/**
 * Metrics of trials: reports, workloads and curves. Domain records become messages here and nowhere
 * else.
 */
@NullMarked
package ai.resolute.master.rest.metrics;

import org.jspecify.annotations.NullMarked;
