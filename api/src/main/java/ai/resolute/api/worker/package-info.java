/** Messages of workers and scripts beside their reports: where they are, and what they keep. */
@NullMarked
package ai.resolute.api.worker;

import org.jspecify.annotations.NullMarked;
