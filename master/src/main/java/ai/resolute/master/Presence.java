package ai.resolute.master;

import ai.resolute.api.client.MasterAddress;
import ai.resolute.api.client.TokenStore;
import ai.resolute.master.config.JsonTree;
import ai.resolute.master.user.Sessions;
import ai.resolute.master.user.Users;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a master leaves for the people and programs of this machine to find it and to be let in. */
final class Presence {
    private static final Duration OWNER_LOGIN = Duration.ofDays(365);

    private final Path data;

    Presence(Path data) {
        this.data = data;
    }

    /** Says in master.json where the master answers; its process is known by number and start. */
    void announce(String url, int port, String version, String database) throws IOException {
        var self = new LinkedHashMap<String, @Nullable Object>();
        self.put("pid", ProcessHandle.current().pid());
        self.put("start", startTicks());
        self.put("port", port);
        self.put("url", url);
        self.put("version", version);
        self.put("database", database);
        write("master.json", new JsonTree(self).toJson() + "\n");
    }

    /** The kind of database of the master that answers, or did before it was killed. */
    Optional<String> database() throws IOException {
        var file = data.resolve("master.json");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        return JsonTree.read(Files.readString(file)).root().get("database") instanceof String kind
                ? Optional.of(kind)
                : Optional.empty();
    }

    /** The master answers no more. */
    void withdraw() throws IOException {
        Files.deleteIfExists(data.resolve("master.json"));
    }

    /** Keeps first passwords where only the owner of the data directory can read them. */
    void tellPasswords(Map<String, String> passwords) throws IOException {
        if (!passwords.isEmpty()) {
            var lines = new StringBuilder();
            passwords.forEach((user, password) ->
                    lines.append(user).append(": ").append(password).append('\n'));
            write("passwords", lines.toString());
        }
    }

    /** Lets this person's programs in, unless they are already. */
    static void letOwnerIn(Users users, Sessions sessions, int port) {
        var user = users.get(Users.DETERMINED);
        var store = TokenStore.standard(System.getenv());
        var addresses =
                List.of(
                        MasterAddress.of("http://127.0.0.1:" + port),
                        MasterAddress.of("http://localhost:" + port));
        Optional<String> fresh = Optional.empty();
        for (var address : addresses) {
            var known = store.of(address, user.username());
            if (known.flatMap(login -> sessions.find(login.token())).isEmpty()) {
                var token = fresh.orElseGet(() -> sessions.open(user.id(), OWNER_LOGIN));
                fresh = Optional.of(token);
                store.save(address, new TokenStore.Login(user.username(), token));
            }
        }
    }

    private void write(String name, String text) throws IOException {
        var ours =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var fresh = data.resolve(name + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, ours);
        Files.writeString(fresh, text);
        Files.move(fresh, data.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Field 22 of /proc/self/stat. */
    private static long startTicks() throws IOException {
        var line = Files.readString(Path.of("/proc/self/stat"));
        return Long.parseLong(line.substring(line.lastIndexOf(')') + 2).split(" ")[19]);
    }
}
