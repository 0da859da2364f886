package ai.resolute.master.rest.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.log.LogLevel;
import ai.resolute.master.rest.ServedMaster;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The master's own log over HTTP. */
class MasterLogsTest extends ServedMaster {
    @Test
    void linesComeInTheFormOfTheirAnswer() {
        master.log.append(Instant.parse("2026-01-01T00:00:00Z"), LogLevel.INFO, "one");
        master.log.append(Instant.parse("2026-01-01T00:00:01Z"), LogLevel.WARNING, "two");
        var lines = person.read("/api/v1/master/logs?offset=-1").lines();
        assertThat(lines).hasSize(1);
        assertThat(((Map<?, ?>) lines.getFirst().get("result")).get("logEntry"))
                .isEqualTo(
                        Map.of(
                                "id", 1L,
                                "message", "two",
                                "timestamp", "2026-01-01T00:00:01Z",
                                "level", "LOG_LEVEL_WARNING"));
        assertThat(person.read("/api/v1/master/logs?limit=1").lines().toString()).contains("one");
        assertThat(person.read("/api/v1/master/logs").lines()).hasSize(2);
    }

    @Test
    void whoFollowsHasAllLinesWhenTheMasterEnds() {
        master.log.append(Instant.EPOCH, LogLevel.INFO, "one");
        Thread.ofVirtual()
                .start(() -> {
                    master.log.append(Instant.EPOCH, LogLevel.INFO, "two");
                    master.log.close();
                });
        assertThat(person.read("/api/v1/master/logs?follow=true").lines()).hasSize(2);
    }
}
