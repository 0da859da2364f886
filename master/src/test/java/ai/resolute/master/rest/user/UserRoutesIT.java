package ai.resolute.master.rest.user;

/** The same on PostgreSQL. */
class UserRoutesIT extends UserRoutesTest {}
