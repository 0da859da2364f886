package ai.resolute.master.rest.task;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.trial.report.Report;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportReaderTest {
    @Test
    void anEnvironmentIsTakenWithWhatDiffersInIt() {
        var element =
                Map.<String, Object>of(
                        "type",
                        "environment",
                        "packages",
                        Map.of("numpy", "2.0"),
                        "python",
                        "3.11.2 /usr/bin/python3",
                        "differences",
                        List.of("numpy 2.0 here, 1.26 where it was submitted"));
        assertThat(ReportReader.reports(List.of(element)))
                .containsExactly(
                        new Report.Environment(
                                Map.of(
                                        "packages", Map.of("numpy", "2.0"),
                                        "python", "3.11.2 /usr/bin/python3",
                                        "differences",
                                                List.of(
                                                        "numpy 2.0 here, 1.26 where it was"
                                                                + " submitted"))));
    }
}
