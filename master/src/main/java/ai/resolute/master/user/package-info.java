/**
 * Who may ask: users with their passwords, and the sessions whose tokens stand for a user or for a
 * worker. Neither a password nor a token is ever kept; only what can check them is.
 */
@NullMarked
package ai.resolute.master.user;

import org.jspecify.annotations.NullMarked;
