package ai.resolute.cli.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;

/**
 * The clock of this machine. Its zone is looked up only when a time is shown to a person, and its
 * rules are read only when there are any: that takes longer than the rest of a short command.
 */
public final class LocalClock extends Clock {
    private static final Set<String> UTC = Set.of("UTC", "Etc/UTC", "UTC0");

    private final Map<String, String> environment;
    private final Path localtime;

    public LocalClock(Map<String, String> environment) {
        this(environment, Path.of("/etc/localtime"));
    }

    LocalClock(Map<String, String> environment, Path localtime) {
        this.environment = environment;
        this.localtime = localtime;
    }

    @Override
    public ZoneId getZone() {
        return isUtc() ? ZoneOffset.UTC : ZoneId.systemDefault();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.system(zone);
    }

    @Override
    public Instant instant() {
        return Instant.now();
    }

    private boolean isUtc() {
        var told = environment.getOrDefault("TZ", "");
        return told.isEmpty() ? isUtcHere() : UTC.contains(told.replaceFirst("^:", ""));
    }

    private boolean isUtcHere() {
        try {
            var file = localtime.toRealPath().toString();
            return UTC.contains(file.substring(file.indexOf("zoneinfo/") + "zoneinfo/".length()));
        } catch (IOException absent) {
            return !Files.exists(localtime);
        }
    }
}
