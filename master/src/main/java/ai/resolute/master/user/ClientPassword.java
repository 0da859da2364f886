package ai.resolute.master.user;

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

    /** For clients that sent the password itself. */
    public static ClientPassword ofPlain(String password) {
        if (password.isEmpty()) {
            return new ClientPassword("");
        }
        var salted = (SALT + password).getBytes(StandardCharsets.UTF_8);
        return new ClientPassword(HexFormat.of().formatHex(sha512().digest(salted)));
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
