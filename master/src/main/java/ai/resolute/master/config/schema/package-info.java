/**
 * What an experiment configuration may say: keys, types, defaults and rules as a table of shapes.
 * Reading it fills in every default and collects every fault.
 */
@NullMarked
package ai.resolute.master.config.schema;

import org.jspecify.annotations.NullMarked;
