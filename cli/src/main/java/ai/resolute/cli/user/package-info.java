/** The noun user: who is signed in, and who may be. */
@NullMarked
package ai.resolute.cli.user;

import org.jspecify.annotations.NullMarked;
