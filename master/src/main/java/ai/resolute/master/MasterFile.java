package ai.resolute.master;

import ai.resolute.master.MasterConfig.DatabaseChoice;
import ai.resolute.master.MasterConfig.Postgresql;
import ai.resolute.master.MasterConfig.Sqlite;
import ai.resolute.master.config.ExperimentConfigs;
import ai.resolute.master.config.JsonTree;
import ai.resolute.master.config.Yaml;
import ai.resolute.master.config.fault.Fault;
import ai.resolute.master.config.fault.InvalidConfigException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What master.yaml says. */
record MasterFile(
        Optional<Integer> port,
        Set<String> hosts,
        Optional<Integer> slots,
        Optional<SlotType> slotType,
        Optional<JsonTree> storage,
        Optional<DatabaseChoice> database,
        Optional<String> initialPassword) {
    static final MasterFile EMPTY =
            new MasterFile(
                    Optional.empty(),
                    Set.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    /** What slots are made of; AUTO: of GPUs where there are any. */
    enum SlotType {
        AUTO,
        CUDA,
        CPU
    }

    /**
     * Reads a configuration file.
     *
     * @throws StartFailure with every fault there is
     */
    static MasterFile read(String text) {
        var reader = new Reader();
        var root = reader.map("", parse(text));
        reader.known(
                "",
                root,
                "port",
                "hosts",
                "slots",
                "slot_type",
                "checkpoint_storage",
                "db",
                "security");
        var security = reader.map("security", root.get("security"));
        reader.known("security", security, "initial_user_password");
        var file =
                new MasterFile(
                        reader.number("port", root.get("port")),
                        reader.hosts(root.get("hosts")),
                        reader.number("slots", root.get("slots")),
                        reader.slotType(root.get("slot_type")),
                        reader.storage(root.get("checkpoint_storage")),
                        reader.database(root.get("db")),
                        reader.text(
                                "security.initial_user_password",
                                security.get("initial_user_password")));
        reader.finish();
        return file;
    }

    private static @Nullable Object parse(String text) {
        try {
            return Yaml.parse(text);
        } catch (InvalidConfigException unreadable) {
            throw unusable(unreadable.faults());
        }
    }

    private static StartFailure unusable(List<Fault> faults) {
        return new StartFailure(
                "Cannot start the master: its configuration has %s\nAll keys: docs/operator/master.md"
                        .formatted(Fault.list(faults)));
    }

    private static final class Reader {
        private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

        private final List<Fault> faults = new ArrayList<>();

        /** Names without a port, in lower case. */
        Set<String> hosts(@Nullable Object value) {
            var names = new LinkedHashSet<String>();
            if (!(value instanceof List<?> list)) {
                if (value != null) {
                    fault("hosts", "is not a list of names.", "Write - NAME, one a line.");
                }
                return names;
            }
            for (var i = 0; i < list.size(); i++) {
                if (list.get(i) instanceof String name && HOST.matcher(name).matches()) {
                    names.add(name.toLowerCase(Locale.ROOT));
                } else {
                    fault(
                            "hosts[" + i + "]",
                            "is '" + list.get(i) + "', which is no host name.",
                            "Write the name alone, without scheme, port or path.");
                }
            }
            return names;
        }

        Optional<SlotType> slotType(@Nullable Object value) {
            var found =
                    Stream.of(SlotType.values())
                            .filter(type -> type.name().toLowerCase(Locale.ROOT).equals(value))
                            .findFirst();
            if (found.isEmpty() && value != null) {
                fault("slot_type", "is '" + value + "'.", "Use auto, cuda or cpu.");
            }
            return found;
        }

        /** By the rules of experiments; what it does not say is filled in there. */
        Optional<JsonTree> storage(@Nullable Object value) {
            ExperimentConfigs.checkStorage(value, faults);
            return value instanceof Map<?, ?>
                    ? Optional.of(new JsonTree(map("checkpoint_storage", value)))
                    : Optional.empty();
        }

        Optional<DatabaseChoice> database(@Nullable Object value) {
            var db = map("db", value);
            if (db.isEmpty()) {
                return Optional.empty();
            }
            var type = text("db.type", db.get("type")).orElse("");
            return switch (type) {
                case "sqlite" -> {
                    known("db", db, "type", "file");
                    yield text("db.file", db.get("file")).map(Path::of).map(Sqlite::new);
                }
                case "postgresql" -> Optional.of(postgresql(db));
                default -> {
                    fault("db.type", "is '" + type + "'.", "Use sqlite or postgresql.");
                    yield Optional.empty();
                }
            };
        }

        private Postgresql postgresql(Map<String, @Nullable Object> db) {
            known("db", db, "type", "host", "port", "name", "user", "password");
            var host = text("db.host", db.get("host")).orElse("127.0.0.1");
            var name = text("db.name", db.get("name")).orElse("resolute");
            var port = number("db.port", db.get("port")).orElse(5432);
            return new Postgresql(
                    "jdbc:postgresql://%s:%d/%s".formatted(host, port, name),
                    text("db.user", db.get("user")).orElse("resolute"),
                    text("db.password", db.get("password")).orElse(""));
        }

        @SuppressWarnings("unchecked")
        Map<String, @Nullable Object> map(String path, @Nullable Object value) {
            if (value instanceof Map<?, ?> map) {
                return (Map<String, @Nullable Object>) map;
            }
            if (value != null) {
                fault(path, "is not a map of keys.", "Write one key a line.");
            }
            return Map.of();
        }

        Optional<Integer> number(String path, @Nullable Object value) {
            if (value instanceof Integer number && number >= 0) {
                return Optional.of(number);
            }
            if (value != null) {
                fault(path, "is not a whole number from 0.", "Write digits alone.");
            }
            return Optional.empty();
        }

        Optional<String> text(String path, @Nullable Object value) {
            if (value instanceof String text) {
                return Optional.of(text);
            }
            if (value != null) {
                fault(path, "is not text.", "Put it in quotes.");
            }
            return Optional.empty();
        }

        void known(String path, Map<String, @Nullable Object> map, String... keys) {
            for (var key : map.keySet()) {
                if (!List.of(keys).contains(key)) {
                    fault(
                            path.isEmpty() ? key : path + "." + key,
                            "is no key of the master.",
                            "Known here: " + String.join(", ", keys) + ".");
                }
            }
        }

        void finish() {
            if (!faults.isEmpty()) {
                throw unusable(faults);
            }
        }

        private void fault(String path, String what, String todo) {
            faults.add(new Fault(path, what, todo));
        }
    }
}
