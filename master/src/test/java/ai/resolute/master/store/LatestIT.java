package ai.resolute.master.store;

/** The same on PostgreSQL. */
class LatestIT extends LatestTest {}
