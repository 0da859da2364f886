package ai.resolute.master.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.resolute.master.config.DomainException.NotAllowed;
import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.UserId;
import ai.resolute.master.store.Database;
import ai.resolute.master.store.Overtaken;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may come in, on any database. */
abstract class UsersContract {
    private static final AllocationId ALLOCATION = new AllocationId("1.x.1");

    private final SecureRandom random = new SecureRandom();
    private Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private Overtaken database;
    private Sessions sessions;
    private Users users;

    @BeforeEach
    void open(Database opened) {
        database = new Overtaken(opened);
        InstantSource clock = () -> now;
        sessions = new Sessions(database, random, clock);
        users = new Users(database, sessions, random, clock);
    }

    @Test
    void theFirstStartMakesTwoUsersAndTellsTheirPasswordsOnce() {
        var passwords = users.bootstrap(Optional.empty());
        assertThat(passwords).containsOnlyKeys("admin", "determined");
        assertThat(passwords.get("admin"))
                .hasSize(20)
                .isNotEqualTo(passwords.get("determined"))
                .matches(".*[A-Z].*")
                .matches(".*[a-z].*")
                .matches(".*[0-9].*");
        assertThat(users.bootstrap(Optional.of("other"))).isEmpty();
        assertThat(users.list()).extracting(User::username).containsExactly("admin", "determined");
        assertThat(users.list()).extracting(User::admin).containsExactly(true, false);
        var login = users.login("admin", ClientPassword.ofPlain(passwords.get("admin")));
        assertThat(login.user().lastLogin()).contains(now);
        assertThat(sessions.find(login.token())).contains(new Principal.Person(login.user()));
    }

    @Test
    void nobodyComesInByAPasswordThatIsChangedMeanwhile() {
        users.bootstrap(Optional.of("old"));
        var old = ClientPassword.ofPlain("old");
        var id = users.get("determined").id();
        database.overtake(() -> users.changePassword(id, ClientPassword.ofPlain("new")));
        assertThatThrownBy(() -> users.login("determined", old))
                .isInstanceOfSatisfying(NotAllowed.class, e -> assertThat(e.known()).isFalse())
                .hasMessage("invalid credentials");
        users.login("determined", ClientPassword.ofPlain("new"));
    }

    @Test
    void theConfiguredPasswordMayBeEmpty() {
        assertThat(users.bootstrap(Optional.of(""))).isEmpty();
        assertThat(users.login("determined", new ClientPassword("")).user().id())
                .isEqualTo(new UserId(2));
    }

    @Test
    void aWrongPasswordAndAnUnknownNameAreToldTheSame() {
        users.bootstrap(Optional.of("right"));
        for (var name : new String[] {"admin", "nobody"}) {
            assertThatThrownBy(() -> users.login(name, ClientPassword.ofPlain("wrong")))
                    .isInstanceOfSatisfying(NotAllowed.class, e -> assertThat(e.known()).isFalse())
                    .hasMessage("invalid credentials");
        }
        assertThatThrownBy(() -> users.login("admin", new ClientPassword("right")))
                .isInstanceOf(NotAllowed.class);
    }

    @Test
    void aUserWhoIsNotActiveStaysOutWhileTheirWorkersGoOn() {
        users.bootstrap(Optional.of("right"));
        var person = users.login("admin", ClientPassword.ofPlain("right")).token();
        var worker = openAllocation();
        database.execute(handle -> handle.execute("UPDATE users SET active = 0"));
        assertThat(sessions.find(person)).isEmpty();
        assertThat(sessions.find(worker)).isPresent();
        assertThatThrownBy(() -> users.login("admin", ClientPassword.ofPlain("right")))
                .isInstanceOfSatisfying(NotAllowed.class, e -> assertThat(e.known()).isTrue())
                .hasMessage("user is not active");
    }

    @Test
    void aLoginLastsSevenDays() {
        users.bootstrap(Optional.of(""));
        var token = users.login("admin", new ClientPassword("")).token();
        now = now.plus(Duration.ofDays(7).minusSeconds(1));
        assertThat(sessions.find(token)).isPresent();
        now = now.plusSeconds(1);
        assertThat(sessions.find(token)).isEmpty();
    }

    @Test
    void aWorkersTokenActsForItsOwnerUntilItsAllocationEnds() {
        users.bootstrap(Optional.of(""));
        var token = openAllocation();
        now = now.plus(Duration.ofDays(400));
        assertThat(sessions.find(token))
                .contains(new Principal.Worker(ALLOCATION, users.get(new UserId(1))));
        database.execute(handle -> sessions.closeAllocation(handle, ALLOCATION));
        assertThat(sessions.find(token)).isEmpty();
    }

    @Test
    void aClosedSessionIsClosedAndNoOther() {
        users.bootstrap(Optional.of(""));
        var one = sessions.open(new UserId(1), Sessions.LOGIN);
        var two = sessions.open(new UserId(1), Sessions.LOGIN);
        sessions.close(one);
        assertThat(sessions.find(one)).isEmpty();
        assertThat(sessions.find(two)).isPresent();
    }

    @Test
    void aNewPasswordEndsTheSessionsOfItsUserOnly() {
        users.bootstrap(Optional.of(""));
        var admins = users.login("admin", new ClientPassword("")).token();
        var others = users.login("determined", new ClientPassword("")).token();
        users.changePassword(new UserId(1), ClientPassword.ofPlain("New1password"));
        assertThat(sessions.find(admins)).isEmpty();
        assertThat(sessions.find(others)).isPresent();
        assertThat(users.login("admin", ClientPassword.ofPlain("New1password")).user().username())
                .isEqualTo("admin");
        assertThatThrownBy(() -> users.changePassword(new UserId(9), new ClientPassword("")))
                .isInstanceOf(NotFound.class)
                .hasMessage("user '9' not found");
    }

    @Test
    void neitherTokensNorPasswordsAreInTheDatabase() {
        users.bootstrap(Optional.of("Secret1234"));
        var token = users.login("admin", ClientPassword.ofPlain("Secret1234")).token();
        var kept =
                database.read(handle ->
                        handle.createQuery("SELECT * FROM sessions").mapToMap().list()
                                + handle.createQuery("SELECT * FROM users")
                                        .mapToMap()
                                        .list()
                                        .toString());
        assertThat(kept)
                .contains("$argon2id$v=19$m=19456,t=2,p=1$")
                .doesNotContain(token)
                .doesNotContain("Secret1234")
                .doesNotContain(ClientPassword.ofPlain("Secret1234").digest());
    }

    private String openAllocation() {
        return database.write(h -> sessions.openAllocation(h, ALLOCATION, new UserId(1)));
    }
}
