package ai.resolute.master.user;

import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.config.DomainException.NotAllowed;
import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.id.UserId;
import ai.resolute.master.store.Database;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The accounts of a cluster. */
public final class Users {
    /** The account with every right. */
    public static final String ADMIN = "admin";

    /** The account of everyday work. */
    public static final String DETERMINED = "determined";

    /** Checked for unknown names, so that the time of an answer does not tell them apart. */
    private static final String NOBODYS_HASH =
            "$argon2id$v=19$m=19456,t=2,p=1$" + "A".repeat(22) + "$" + "A".repeat(43);

    private final Database database;
    private final Sessions sessions;
    private final SecureRandom random;
    private final InstantSource clock;
    private final PasswordHasher hasher;
    private final UserStore store = new UserStore();

    public Users(Database database, Sessions sessions, SecureRandom random, InstantSource clock) {
        this.database = database;
        this.sessions = sessions;
        this.random = random;
        this.clock = clock;
        this.hasher = new PasswordHasher(random);
    }

    /**
     * Makes the first two users where there are none.
     *
     * @param initialPassword the password of both; random ones where absent
     * @return the random passwords by username: the only time that they are told
     */
    public Map<String, String> bootstrap(Optional<String> initialPassword) {
        if (!database.read(store::isEmpty)) {
            return Map.of();
        }
        var passwords = new LinkedHashMap<String, String>();
        for (var username : List.of(ADMIN, DETERMINED)) {
            passwords.put(username, initialPassword.orElseGet(() -> RandomPassword.draw(random)));
        }
        var hashes = new LinkedHashMap<String, String>();
        passwords.forEach((username, plain) ->
                hashes.put(username, hasher.hash(ClientPassword.ofPlain(plain))));
        database.execute(handle -> hashes.forEach((username, hash) -> add(handle, username, hash)));
        return initialPassword.isPresent() ? Map.of() : passwords;
    }

    /** Checks a password and opens a session. */
    public Login login(String username, ClientPassword password) {
        var hash =
                database.read(handle -> store.findAccount(handle, username))
                        .map(UserStore.Account::passwordHash);
        if (!hasher.matches(password, hash.orElse(NOBODYS_HASH)) || hash.isEmpty()) {
            throw unknown();
        }
        return database.write(handle -> {
            // Whoever has changed the password meanwhile has ended the sessions of the old one.
            var user =
                    store.findAccount(handle, username)
                            .filter(now -> now.passwordHash().equals(hash.orElseThrow()))
                            .map(UserStore.Account::user)
                            .orElseThrow(Users::unknown);
            if (!user.active()) {
                throw NotAllowed.forbidden("user_inactive", "user is not active");
            }
            store.saveLogin(handle, user.id(), clock.instant());
            return new Login(get(user.id()), sessions.open(user.id(), Sessions.LOGIN));
        });
    }

    /** Opens another session of the person whom a token stands for. */
    public Login loginBeside(String token) {
        return database.write(_ -> {
            var user =
                    sessions.find(token)
                            .filter(Principal.Person.class::isInstance)
                            .map(Principal::user)
                            .orElseThrow(Users::unknown);
            return new Login(user, sessions.open(user.id(), Sessions.LOGIN));
        });
    }

    private static NotAllowed unknown() {
        return NotAllowed.unknownCaller("invalid_credentials", "invalid credentials");
    }

    public User get(UserId id) {
        return database.read(handle -> store.find(handle, id))
                .orElseThrow(
                        () -> new NotFound("user_not_found", "user '%s' not found".formatted(id)));
    }

    public User get(String username) {
        return find(username)
                .orElseThrow(() ->
                        new NotFound("user_not_found", "user '%s' not found".formatted(username)));
    }

    public Optional<User> find(String username) {
        return database.read(handle -> store.findAccount(handle, username))
                .map(UserStore.Account::user);
    }

    /** All users in the order of their numbers. */
    public List<User> list() {
        return database.read(store::list);
    }

    /**
     * Makes a user.
     *
     * @throws Conflict when the name is taken
     */
    public User create(NewUser wanted, ClientPassword password) {
        var hash = hasher.hash(password);
        return database.write(handle -> {
            var fresh =
                    new User(
                            new UserId(database.next(handle, "users")),
                            wanted.username(),
                            wanted.displayName(),
                            wanted.admin(),
                            wanted.active(),
                            clock.instant(),
                            Optional.empty());
            UserRules.check(fresh, store.list(handle));
            store.insert(handle, fresh, hash);
            return fresh;
        });
    }

    /**
     * Changes a user. A new password, and being kept out, end the sessions of the user; workers go
     * on.
     *
     * @throws Conflict when a name is taken, or when nobody would be left who may administer
     */
    public User change(UserId id, UserChange change) {
        var hash = change.password().map(hasher::hash);
        return database.write(handle -> {
            var before = get(id);
            var after = change.on(before, clock.instant());
            UserRules.check(after, store.list(handle));
            store.save(handle, after);
            hash.ifPresent(fresh -> store.savePassword(handle, id, fresh, clock.instant()));
            if (hash.isPresent() || !after.active()) {
                sessions.closePerson(handle, id);
            }
            return after;
        });
    }

    /** Changes a password and ends the user's sessions; workers go on. */
    public void changePassword(UserId id, ClientPassword password) {
        var hash = hasher.hash(password);
        var now = clock.instant();
        database.execute(handle -> {
            if (!store.savePassword(handle, id, hash, now)) {
                throw new NotFound("user_not_found", "user '%s' not found".formatted(id));
            }
            sessions.closePerson(handle, id);
        });
    }

    private void add(Handle handle, String username, String hash) {
        var id = new UserId(database.next(handle, "users"));
        var admin = username.equals(ADMIN);
        var user = new User(id, username, "", admin, true, clock.instant(), Optional.empty());
        store.insert(handle, user, hash);
    }

    /** A user who has just logged in, and the token of the session. */
    public record Login(User user, String token) {}
}
