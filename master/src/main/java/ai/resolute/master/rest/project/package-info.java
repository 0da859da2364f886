/**
 * Workspaces and projects, of which there is one each: clients expect them. Domain records become
 * messages here and nowhere else.
 */
@NullMarked
package ai.resolute.master.rest.project;

import org.jspecify.annotations.NullMarked;
