package ai.resolute.master.trial;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.store.column.RecordColumn;
import ai.resolute.master.trial.TrialState.Notes;
import ai.resolute.master.trial.TrialState.Running;
import ai.resolute.master.trial.TrialState.Stopping;
import ai.resolute.master.trial.failure.Attempts;
import ai.resolute.master.trial.failure.Failure;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What earlier versions of this program saved is still read. */
final class OldRowsTest {
    @Test
    void runsThatKnewNothingOfLengthsGoOn() {
        assertThat(
                        RecordColumn.read(
                                TrialState.class,
                                """
                                {"kind":"Running","notes":{"failure":null,"stopped":false}}
                                """))
                .isEqualTo(new Running(Notes.NONE));
        assertThat(
                        RecordColumn.read(
                                TrialState.class,
                                """
                                {"kind":"Stopping","ending":{"outcome":"CANCELED","kind":"canceled",
                                 "reason":"canceled on request"},
                                 "notes":{"failure":null,"stopped":true}}
                                """))
                .isEqualTo(new Stopping(Ending.CANCELED, Notes.NONE.withStop()));
    }

    @Test
    void attemptsThatKnewNothingOfBackOffsGoOn() {
        assertThat(
                        RecordColumn.read(
                                Attempts.class,
                                """
                                {"run":3,"restarts":2,"lastFailure":{"kind":"nan_metric",
                                 "message":"NaN","restartable":true}}
                                """))
                .isEqualTo(
                        new Attempts(
                                3,
                                2,
                                Optional.of(new Failure("nan_metric", "NaN", true)),
                                0,
                                Optional.empty()));
    }

    @Test
    void trialsThatBeganWithNobodysWeightsStillDo() {
        var origin =
                RecordColumn.read(
                        TrialOrigin.class,
                        """
                        {"experiment":{"value":1},
                         "request":{"value":"11111111-2222-4333-8444-555555555555"},
                         "seed":7,"maxRestarts":5,"hyperparameters":{"lr":0.1}}
                        """);
        assertThat(origin.warmStart()).isEmpty();
        assertThat(origin.maxRestarts()).isEqualTo(5);
    }
}
