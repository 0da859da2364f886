/**
 * The route table as an OpenAPI document and as a page. Both are made from the table alone, so that
 * neither can say what is not so.
 */
@NullMarked
package ai.resolute.master.rest.openapi;

import org.jspecify.annotations.NullMarked;
