/**
 * The route table: method, path, permission, message types and handler of each operation. Routing,
 * the check of permissions, openapi.json and the page of routes all come from it.
 */
@NullMarked
package ai.resolute.master.rest.table;

import org.jspecify.annotations.NullMarked;
