/**
 * Models: names under which people keep checkpoints as numbered versions. A checkpoint that is a
 * version of a model is never collected.
 */
@NullMarked
package ai.resolute.master.registry;

import org.jspecify.annotations.NullMarked;
