/**
 * Search methods: pure functions from a state and an event to the next state and the trials to
 * create or stop. No clock, no store, no thread.
 */
@NullMarked
package ai.resolute.master.search;

import org.jspecify.annotations.NullMarked;
