/**
 * The HTTP server: one address on the loopback interface, the routes of the table, the web pages.
 * What it answers is mapped from the domain's records in the package below.
 */
@NullMarked
package ai.resolute.master.rest;

import org.jspecify.annotations.NullMarked;
