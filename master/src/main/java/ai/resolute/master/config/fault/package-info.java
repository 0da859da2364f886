/**
 * What is wrong with a configuration. All faults are told at once, each with its path, its value
 * and the rule.
 */
@NullMarked
package ai.resolute.master.config.fault;

import org.jspecify.annotations.NullMarked;
