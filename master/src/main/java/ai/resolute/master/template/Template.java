package ai.resolute.master.template;

import ai.resolute.master.config.JsonTree;

/** A named part of a configuration. */
public record Template(String name, JsonTree config) {}
