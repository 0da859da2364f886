package ai.resolute.master.rest.trial;

/** The same on PostgreSQL. */
class TrialRoutesIT extends TrialRoutesTest {}
