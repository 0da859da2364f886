package ai.resolute.master.rest.registry;

/** The same on PostgreSQL. */
class ModelRoutesIT extends ModelRoutesTest {}
