/**
 * The operations by noun: each class lists its routes and maps the domain's records to messages of
 * module api. No decision is made here.
 */
@NullMarked
package ai.resolute.master.rest.route;

import org.jspecify.annotations.NullMarked;
