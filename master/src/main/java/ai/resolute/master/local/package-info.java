/**
 * The search of a run without a master: the same pure functions, asked by the process that runs the
 * trials. It keeps nothing; who asks tells it again what happened.
 */
@NullMarked
package ai.resolute.master.local;

import org.jspecify.annotations.NullMarked;
