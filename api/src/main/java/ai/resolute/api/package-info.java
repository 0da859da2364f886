/**
 * The records of /api/v1 as they are on the wire, and the Java client. Foreign field names stay
 * here and in the master's rest package.
 */
@NullMarked
package ai.resolute.api;

import org.jspecify.annotations.NullMarked;
