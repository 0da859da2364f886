package ai.resolute.master.rest.metrics;

/** The same on PostgreSQL. */
class MetricRoutesIT extends MetricRoutesTest {}
