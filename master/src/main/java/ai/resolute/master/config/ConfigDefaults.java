package ai.resolute.master.config;

import java.nio.file.Path;

/**
 * What a configuration gets from this cluster when it says nothing.
 *
 * @param checkpointRoot directory of the default checkpoint storage
 * @param slots how many slots the cluster has
 * @param experimentSeed from 0 to 2^31 - 1
 * @param name name of an experiment that has none
 */
public record ConfigDefaults(Path checkpointRoot, int slots, long experimentSeed, String name) {}
