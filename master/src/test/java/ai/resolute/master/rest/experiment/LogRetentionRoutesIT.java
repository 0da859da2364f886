package ai.resolute.master.rest.experiment;

/** The same on PostgreSQL. */
class LogRetentionRoutesIT extends LogRetentionRoutesTest {}
