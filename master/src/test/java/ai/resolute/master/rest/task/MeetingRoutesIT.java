package ai.resolute.master.rest.task;

/** The same on PostgreSQL. */
class MeetingRoutesIT extends MeetingRoutesTest {}
