/**
 * Search methods without a cluster: run on made-up loss surfaces in simulated time, and foretold
 * from a configuration alone.
 */
@NullMarked
package ai.resolute.master.search.simulation;

import org.jspecify.annotations.NullMarked;
