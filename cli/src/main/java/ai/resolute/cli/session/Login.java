package ai.resolute.cli.session;

import ai.resolute.api.client.MasterClient;
import ai.resolute.api.client.MasterException;
import ai.resolute.api.client.TokenStore;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.output.Failure.Status;
import java.io.Console;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Optional;

/** Finds the token of the user that is meant, or signs in. */
public final class Login {
    /** Fixed by the API: passwords travel as sha512(salt + password). */
    private static final String SALT = "GubPEmmotfiK9TMD6Zdw";

    private static final String DEFAULT_USER = "determined";

    private final Session session;
    private final MasterClient master;

    public Login(Session session, MasterClient master) {
        this.session = session;
        this.master = master;
    }

    /** The user asked for by option or environment. */
    public Optional<String> asked() {
        return session.globals().user.value().or(() -> session.around().variable("DET_USER"));
    }

    public Optional<TokenStore.Login> stored() {
        var address = session.master();
        return asked().map(user -> session.tokens().of(address, user))
                .orElseGet(() -> session.tokens().active(address));
    }

    String token() {
        return stored().map(TokenStore.Login::token)
                .or(this::givenToken)
                .orElseGet(() -> signIn(asked().orElse(DEFAULT_USER), givenPassword()));
    }

    /** Signs in, keeps the token and returns it. */
    public String signIn(String user, Optional<String> password) {
        var request = new LinkedHashMap<String, Object>();
        request.put("username", user);
        request.put("password", hashed(password.orElseGet(() -> askPassword(user))));
        request.put("isHashed", true);
        try {
            var token = master.post("/api/v1/auth/login", request).text("token");
            session.tokens().save(session.master(), new TokenStore.Login(user, token));
            return token;
        } catch (MasterException.Refused refused) {
            throw refused.status() == 401 || refused.status() == 403
                    ? notAllowed(user, refused.getMessage())
                    : refused;
        }
    }

    private Optional<String> givenToken() {
        return session.globals().user.value().isPresent() || asked().isEmpty()
                ? Optional.empty()
                : session.around().variable("DET_USER_TOKEN");
    }

    private Optional<String> givenPassword() {
        return Optional.ofNullable(session.around().environment().get("DET_PASS"));
    }

    private String askPassword(String user) {
        Console console = session.around().terminal().in() ? System.console() : null;
        if (console == null) {
            return "";
        }
        var typed = console.readPassword("Password of %s at %s: ", user, session.master());
        return typed == null ? "" : new String(typed);
    }

    private Failure notAllowed(String user, String why) {
        return new Failure(
                Status.NOT_ALLOWED,
                "Cannot sign in as '" + user + "' at " + session.master() + ".",
                why + ": the password of " + user + " is wrong or was not given",
                "det user login " + user,
                "generated passwords are in the file 'passwords' of the master's data directory");
    }

    /** As a password travels. */
    public static String hashed(String password) {
        if (password.isEmpty()) {
            return "";
        }
        try {
            var digest = MessageDigest.getInstance("SHA-512");
            var bytes = digest.digest((SALT + password).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(bytes);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
