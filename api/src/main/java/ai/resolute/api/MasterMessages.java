package ai.resolute.api;

import ai.resolute.api.LogMessages.LogLevel;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The master itself. */
public final class MasterMessages {
    private MasterMessages() {}

    /** What every client asks first; names are in snake case here. */
    public record ClusterInfo(
            String version,
            String cluster_id,
            String master_id,
            String cluster_name,
            String resolute_version,
            Telemetry telemetry) {}

    /** Nothing is ever sent to anybody. */
    public record Telemetry(boolean enabled, boolean otel_enabled, String otel_endpoint) {}

    /** Which product this claims to be. */
    public enum Product {
        PRODUCT_UNSPECIFIED
    }

    /** What runs here. */
    public record Master(
            String version,
            String masterId,
            String clusterId,
            String clusterName,
            boolean telemetryEnabled,
            List<Object> ssoProviders,
            String externalLoginUri,
            String externalLogoutUri,
            String branding,
            boolean rbacEnabled,
            Product product,
            List<String> featureSwitches,
            boolean userManagementEnabled,
            boolean strictJobQueueControl,
            boolean hasCustomLogo,
            String resoluteVersion) {}

    /** Whether everything works. */
    public record Health(String status, String database, List<ManagerHealth> resource_managers) {}

    /** Whether a resource manager works. */
    public record ManagerHealth(String cluster_name, String status) {}

    /** The configuration of the master, without secrets. */
    public record Config(Map<String, Object> config) {}

    /**
     * Which lines of the master's own log.
     *
     * @param offset number of the first line; a negative one counts from the end
     * @param limit at most so many, all where 0
     */
    public record MasterLogsRequest(int offset, int limit, boolean follow) {}

    /** A line of the master's own log. */
    public record LogEntry(int id, String message, Instant timestamp, LogLevel level) {}

    /** One line. */
    public record MasterLogsResponse(LogEntry logEntry) {}
}
