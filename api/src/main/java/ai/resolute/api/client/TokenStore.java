package ai.resolute.api.client;

import ai.resolute.api.wire.MalformedMessage;
import ai.resolute.api.wire.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The file in which this person's tokens lie, one for each master and user; other clients of the
 * API share it. Writers lock it; readers see the old or the new content, never half of one.
 */
public final class TokenStore {
    /** Who is signed in, and by which token. */
    public record Login(String user, String token) {}

    private static final FileAttribute<?> OURS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path file;

    public TokenStore(Path file) {
        this.file = file;
    }

    /** Where every client looks, by the environment of this process. */
    public static TokenStore standard(Map<String, String> environment) {
        var debug = environment.get("DET_DEBUG_CONFIG_PATH");
        if (debug != null) {
            return new TokenStore(Path.of(debug, "auth.json"));
        }
        var config = environment.get("XDG_CONFIG_HOME");
        var home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", "")));
        var base = config == null || config.isEmpty() ? home.resolve(".config") : Path.of(config);
        return new TokenStore(base.resolve("determined").resolve("auth.json"));
    }

    public Optional<Login> active(MasterAddress master) {
        return masterEntry(master).findText("active_user").flatMap(user -> of(master, user));
    }

    public Optional<Login> of(MasterAddress master, String user) {
        return masterEntry(master)
                .view("tokens")
                .findText(user)
                .map(token -> new Login(user, token));
    }

    /** Keeps the token and makes its user the active one. */
    public void save(MasterAddress master, Login login) {
        change(
                master,
                entry -> {
                    var tokens = new LinkedHashMap<>(JsonView.ofTree(entry.get("tokens")).fields());
                    tokens.put(login.user(), login.token());
                    entry.put("tokens", tokens);
                    entry.put("active_user", login.user());
                });
    }

    /** Forgets the token of a user, who is then no longer the active one. */
    public void forget(MasterAddress master, String user) {
        change(
                master,
                entry -> {
                    var tokens = new LinkedHashMap<>(JsonView.ofTree(entry.get("tokens")).fields());
                    tokens.remove(user);
                    entry.put("tokens", tokens);
                    if (user.equals(entry.get("active_user"))) {
                        entry.remove("active_user");
                    }
                });
    }

    private JsonView masterEntry(MasterAddress master) {
        return read().view("masters").view(master.url());
    }

    private JsonView read() {
        try {
            return JsonView.ofTree(Wire.parse(Files.readString(file)));
        } catch (IOException | MalformedMessage absentOrBroken) {
            return JsonView.EMPTY;
        }
    }

    private void change(MasterAddress master, Consumer<Map<String, @Nullable Object>> edit) {
        try {
            var directory = Files.createDirectories(file.toAbsolutePath().getParent());
            var lock = directory.resolve("auth.json.lock");
            var open = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try (var channel = FileChannel.open(lock, open, OURS);
                    var _ = channel.lock()) {
                var masters = new LinkedHashMap<>(read().view("masters").fields());
                var entry =
                        new LinkedHashMap<>(JsonView.ofTree(masters.get(master.url())).fields());
                edit.accept(entry);
                masters.put(master.url(), entry);
                replace(directory, Map.of("version", 2L, "masters", masters));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void replace(Path directory, Map<String, ?> content) throws IOException {
        var fresh = Files.createTempFile(directory, "auth", ".json", OURS);
        Files.writeString(fresh, Wire.text(content) + "\n");
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
