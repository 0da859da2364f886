/** Models and their versions. Domain records become messages here and nowhere else. */
@NullMarked
package ai.resolute.master.rest.registry;

import org.jspecify.annotations.NullMarked;
