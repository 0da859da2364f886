package ai.resolute.master.rest.trial;

/** The same on PostgreSQL. */
class UnmanagedRoutesIT extends UnmanagedRoutesTest {}
