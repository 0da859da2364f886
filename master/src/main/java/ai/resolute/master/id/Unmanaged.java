package ai.resolute.master.id;

import java.util.Optional;

/**
 * Says of an experiment or a trial that the cluster runs nothing of it: somebody's own process
 * does, and tells the cluster.
 *
 * @param externalId what whoever runs it calls it
 */
public record Unmanaged(Optional<String> externalId) {}
