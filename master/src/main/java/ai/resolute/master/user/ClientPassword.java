package ai.resolute.master.user;

import ai.resolute.master.config.DomainException.InvalidRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A password as clients send it: hexadecimal SHA-512 of a fixed salt and the password; the empty
 * password stays empty.
 */
public record ClientPassword(String digest) {
    private static final String SALT = "GubPEmmotfiK9TMD6Zdw";
    private static final int SHORTEST = 8;

    /** For clients that sent the password itself. */
    public static ClientPassword ofPlain(String password) {
        if (password.isEmpty()) {
            return new ClientPassword("");
        }
        var salted = (SALT + password).getBytes(StandardCharsets.UTF_8);
        return new ClientPassword(HexFormat.of().formatHex(sha512().digest(salted)));
    }

    /**
     * A new password of a user, which must not be easy to guess.
     *
     * @param hashed whether the client sent its digest, and saw to the rules itself
     */
    public static ClientPassword fresh(String given, boolean hashed) {
        var allowed =
                hashed
                        ? given.matches("[0-9a-f]{128}")
                        : given.length() >= SHORTEST
                                && given.matches("(?s).*\\p{Lu}.*")
                                && given.matches("(?s).*\\p{Ll}.*")
                                && given.matches("(?s).*\\p{N}.*");
        if (!allowed) {
            throw new InvalidRequest(
                    "weak_password",
                    hashed
                            ? "the password is no digest of one: send the hexadecimal SHA-512 that clients make, and not of the empty password"
                            : "the password is easy to guess: it must have at least %d characters, a capital, a small letter and a digit"
                                    .formatted(SHORTEST));
        }
        return hashed ? new ClientPassword(given) : ofPlain(given);
    }

    @Override
    public String toString() {
        return "ClientPassword[…]";
    }

    private static MessageDigest sha512() {
        try {
            return MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
