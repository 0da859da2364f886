package ai.resolute.master.rest.log;

/** The same on PostgreSQL. */
class LogRoutesIT extends LogRoutesTest {}
