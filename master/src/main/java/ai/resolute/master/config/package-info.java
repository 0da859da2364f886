/**
 * Experiment and master configuration: parsing by the YAML 1.2 core rules, defaults, validation
 * with all faults at once. Values are immutable records.
 */
@NullMarked
package ai.resolute.master.config;

import org.jspecify.annotations.NullMarked;
