/**
 * What people and programs read: tables, JSON, CSV, YAML, colours, numbers with units, and errors
 * in four parts. Data goes to standard output, talk to standard error.
 */
@NullMarked
package ai.resolute.cli.output;

import org.jspecify.annotations.NullMarked;
