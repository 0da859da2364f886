package ai.resolute.master.rest.checkpoint;

/** The same on PostgreSQL. */
class CheckpointRoutesIT extends CheckpointRoutesTest {}
