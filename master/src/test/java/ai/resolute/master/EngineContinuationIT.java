package ai.resolute.master;

/** The same on PostgreSQL. */
class EngineContinuationIT extends EngineContinuationTest {}
