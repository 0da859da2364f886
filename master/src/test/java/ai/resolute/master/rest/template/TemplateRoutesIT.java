package ai.resolute.master.rest.template;

/** The same on PostgreSQL. */
class TemplateRoutesIT extends TemplateRoutesTest {}
