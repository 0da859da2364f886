package ai.resolute.master.rest.project;

/** The same on PostgreSQL. */
class ProjectRoutesIT extends ProjectRoutesTest {}
