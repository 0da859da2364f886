package ai.resolute.master.user;

import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.UserId;
import ai.resolute.master.store.Database;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Tokens: 256 random bits, told once and kept as a digest. */
public final class Sessions {
    /** How long a login lasts. */
    public static final Duration LOGIN = Duration.ofDays(7);

    private static final int TOKEN_BYTES = 32;

    private final Database database;
    private final SecureRandom random;
    private final InstantSource clock;
    private final SessionStore store = new SessionStore();

    public Sessions(Database database, SecureRandom random, InstantSource clock) {
        this.database = database;
        this.random = random;
        this.clock = clock;
    }

    /** Opens a session of a person and returns its token. */
    public String open(UserId user, Duration lifetime) {
        var token = newToken();
        var now = clock.instant();
        database.execute(handle -> {
            store.deleteExpired(handle, user, now);
            store.insertPerson(handle, digest(token), user, now.plus(lifetime));
        });
        return token;
    }

    /** Opens the session of a worker; it ends with {@link #closeAllocation}. Returns its token. */
    public String openAllocation(Handle handle, AllocationId allocation, UserId owner) {
        var token = newToken();
        store.insertWorker(handle, digest(token), owner, allocation);
        return token;
    }

    /** Whom a token stands for; empty when it is unknown, ended or expired. */
    public Optional<Principal> find(String token) {
        var now = clock.instant();
        return database.read(handle -> store.find(handle, digest(token), now));
    }

    /** Ends the session of a token, if there is one. */
    public void close(String token) {
        database.execute(handle -> store.delete(handle, digest(token)));
    }

    /** Ends all sessions of a worker. */
    public void closeAllocation(Handle handle, AllocationId allocation) {
        store.deleteOfAllocation(handle, allocation);
    }

    /** Ends all sessions of a person; their workers go on. */
    void closePerson(Handle handle, UserId user) {
        store.deleteOfPerson(handle, user);
    }

    private String newToken() {
        var bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String digest(String token) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
