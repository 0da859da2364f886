package ai.resolute.master.rest.experiment;

/** The same on PostgreSQL. */
class ChangeRoutesIT extends ChangeRoutesTest {}
