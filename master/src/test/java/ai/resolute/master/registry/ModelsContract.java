package ai.resolute.master.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.resolute.master.checkpoint.CheckpointReport;
import ai.resolute.master.checkpoint.Checkpoints;
import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.id.UserId;
import ai.resolute.master.store.Database;
import ai.resolute.master.user.Sessions;
import ai.resolute.master.user.Users;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of models and versions, on any database. */
abstract class ModelsContract {
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-11-23T10:00:00.123456Z"), ZoneOffset.UTC);
    private static final Card CARD =
            new Card("digits", "of ten", "# Notes", List.of("b", "a"), Map.of("accuracy", 0.9));
    private static final Card PLAIN = new Card("", "", "", List.of(), Map.of());

    private Database database;
    private Checkpoints checkpoints;
    private Models models;
    private UserId owner;

    @BeforeEach
    void open(Database opened) {
        database = opened;
        var random = new SecureRandom();
        var users = new Users(opened, new Sessions(opened, random, CLOCK), random, CLOCK);
        users.bootstrap(Optional.of(""));
        owner = users.get(Users.DETERMINED).id();
        checkpoints = new Checkpoints(opened);
        models = new Models(opened, checkpoints, CLOCK);
    }

    @Test
    void aModelComesBackAsItWasByNameAndByNumber() {
        var made = models.create(owner, CARD);
        assertThat(models.get("digits")).isEqualTo(made);
        assertThat(models.get(Integer.toString(made.id()))).isEqualTo(made);
        assertThat(models.list()).containsExactly(made);
        assertThatThrownBy(() -> models.get("letters"))
                .isInstanceOf(NotFound.class)
                .hasMessage("model 'letters' not found");
        assertThatThrownBy(() -> models.get("99999999999")).isInstanceOf(NotFound.class);
    }

    @Test
    void namesAreUniqueAndCanBeChanged() {
        models.create(owner, CARD);
        assertThatThrownBy(() -> models.create(owner, CARD))
                .isInstanceOf(Conflict.class)
                .hasMessage("avoid names equal to other models (case-sensitive)");
        var other = named("Digits");
        models.create(owner, other);
        assertThatThrownBy(() -> models.change("Digits", _ -> CARD)).isInstanceOf(Conflict.class);
        assertThat(models.change("Digits", _ -> named("numbers")).card().name())
                .isEqualTo("numbers");
        assertThat(models.change("numbers", _ -> named("numbers")).card().labels()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "12", "a/b", " a"})
    void aNameThatCouldNotBeAskedForIsRefused(String name) {
        assertThatThrownBy(() -> models.create(owner, named(name)))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageStartingWith("model names cannot");
    }

    @Test
    void versionsAreNumberedAndNoNumberIsGivenTwice() {
        models.create(owner, CARD);
        var first = models.register("digits", owner, checkpoint(), PLAIN);
        var second = models.register("digits", owner, checkpoint(), CARD);
        assertThat(models.versions("digits")).containsExactly(second, first);
        assertThat(models.version("digits", 2)).isEqualTo(second);
        assertThat(models.get("digits").versions()).isEqualTo(2);
        models.deleteVersion("digits", 2);
        assertThat(models.register("digits", owner, checkpoint(), PLAIN).number()).isEqualTo(3);
        assertThat(models.get("digits").versions()).isEqualTo(2);
        assertThatThrownBy(() -> models.version("digits", 2))
                .isInstanceOf(NotFound.class)
                .hasMessage("version 2 of model 'digits' not found");
        assertThat(models.changeVersion("digits", 1, _ -> CARD).card()).isEqualTo(CARD);
    }

    @Test
    void aVersionHoldsItsCheckpointUntilItIsForgotten() {
        models.create(owner, CARD);
        var held = checkpoint();
        var free = checkpoint();
        models.register("digits", owner, held, PLAIN);
        assertThat(holders(List.of(held, free)))
                .containsExactly(Map.entry(held, "version 1 of model digits"));
        models.delete("digits");
        assertThat(holders(List.of(held, free))).isEmpty();
        assertThat(models.list()).isEmpty();
    }

    @Test
    void onlyWhatIsCompleteBecomesAVersionAndOnlyOfAModelInUse() {
        models.create(owner, CARD);
        var gone = checkpoint();
        database.execute(handle -> checkpoints.discard(handle, gone));
        assertThatThrownBy(() -> models.register("digits", owner, gone, PLAIN))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("must be in a COMPLETED state");
        models.archive("digits", true);
        var fresh = checkpoint();
        assertThatThrownBy(() -> models.register("digits", owner, fresh, PLAIN))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("is archived");
        assertThat(models.versions("digits")).isEmpty();
        models.archive("digits", false);
        assertThat(models.register("digits", owner, fresh, PLAIN).number()).isEqualTo(1);
    }

    private Map<CheckpointId, String> holders(List<CheckpointId> ids) {
        return database.read(handle -> models.holders(handle, ids));
    }

    private static Card named(String name) {
        return new Card(name, "", "", List.of(), Map.of());
    }

    private CheckpointId checkpoint() {
        var origin =
                new CheckpointReport.Origin(
                        new ExperimentId(1), new TrialId(1), new AllocationId("1.1.1"));
        var id = new CheckpointId(UUID.randomUUID());
        var report = new CheckpointReport(id, origin, 1, Instant.EPOCH, Map.of(), Map.of());
        database.execute(handle -> checkpoints.take(handle, report));
        return id;
    }
}
