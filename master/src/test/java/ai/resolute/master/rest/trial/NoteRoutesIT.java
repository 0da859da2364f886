package ai.resolute.master.rest.trial;

/** The same on PostgreSQL. */
class NoteRoutesIT extends NoteRoutesTest {}
