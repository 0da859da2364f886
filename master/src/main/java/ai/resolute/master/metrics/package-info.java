/**
 * What trials measure: one row a report, merged by step, overtaken rows of earlier runs archived,
 * summaries kept beside them, series thinned without losing their spikes.
 */
@NullMarked
package ai.resolute.master.metrics;

import org.jspecify.annotations.NullMarked;
