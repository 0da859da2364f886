/**
 * The Java client of a master. It uses no data binding and no asynchronous HTTP, so that a command
 * line can be done in the time that other clients take to start.
 */
@NullMarked
package ai.resolute.api.client;

import org.jspecify.annotations.NullMarked;
