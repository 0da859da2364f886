/**
 * Shapes of values in a document: what they may be, their defaults and what is told when they are
 * something else. Each also describes itself as a JSON Schema.
 */
@NullMarked
package ai.resolute.master.config.shape;

import org.jspecify.annotations.NullMarked;
