/**
 * What a submission sends: the configuration with overrides, and the context directory without what
 * is ignored.
 */
@NullMarked
package ai.resolute.cli.context;

import org.jspecify.annotations.NullMarked;
