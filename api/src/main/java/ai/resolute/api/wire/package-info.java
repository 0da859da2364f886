/**
 * JSON as the clients of /api/v1 read and write it, mapped to records: the odd rules (64-bit
 * numbers as text, both spellings of names, defaults always there) are known here and nowhere else.
 * Built on the streaming reader alone, so that a command line starts fast.
 */
@NullMarked
package ai.resolute.api.wire;

import org.jspecify.annotations.NullMarked;
