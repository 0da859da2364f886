package ai.resolute.master;

import ai.resolute.master.MasterConfig.Programs;
import ai.resolute.master.MasterConfig.Sqlite;
import ai.resolute.master.MasterFile.SlotType;
import ai.resolute.master.resource.Hardware;
import ai.resolute.master.resource.local.Gpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the command line of the master; what it does not say, the configuration file may. */
final class Arguments {
    private static final List<String> KNOWN =
            List.of("--data", "--port", "--slots", "--config", "--python", "--harness", "--web");
    private static final int DEFAULT_PORT = 8080;
    private static final int MOST_PORTS = 65_535;

    private final Map<String, String> given = new LinkedHashMap<>();

    private Arguments(String[] line, List<String> known) {
        for (int i = 0; i < line.length; i += 2) {
            if (!known.contains(line[i]) || i + 1 == line.length) {
                throw new StartFailure(
                        "Cannot start the master: '%s' is not an argument with a value. Known are %s."
                                .formatted(line[i], String.join(", ", known)));
            }
            given.put(line[i], line[i + 1]);
        }
    }

    static MasterConfig read(String[] line) {
        return new Arguments(line, KNOWN).config();
    }

    /** The data directory and database that a backup is of, or goes to. */
    static BackupCommand readBackup(String[] line) {
        var arguments = new Arguments(line, List.of("--data", "--config", "--file", "--replace"));
        var data = arguments.data();
        return new BackupCommand(
                data,
                arguments.masterFile().database().orElse(ownDatabase(data)),
                Path.of(arguments.required("--file")).toAbsolutePath().normalize(),
                arguments.find("--replace").filter("yes"::equals).isPresent());
    }

    private Path data() {
        return Path.of(required("--data")).toAbsolutePath().normalize();
    }

    private MasterFile masterFile() {
        return find("--config").map(Arguments::file).orElse(MasterFile.EMPTY);
    }

    private static MasterConfig.DatabaseChoice ownDatabase(Path data) {
        return new Sqlite(data.resolve("master.db"));
    }

    private MasterConfig config() {
        var data = data();
        var file = masterFile();
        return new MasterConfig(
                data,
                number("--port", file.port().orElse(DEFAULT_PORT), MOST_PORTS),
                file.hosts(),
                slots(file),
                new Programs(
                        find("--python").orElse("python3"),
                        Path.of(required("--harness")).toAbsolutePath().normalize(),
                        Path.of(required("--web")).toAbsolutePath().normalize()),
                file.storage(),
                file.database().orElse(ownDatabase(data)),
                file.initialPassword());
    }

    /** A slot for each GPU, where there are any and nothing else is asked for. */
    private MasterConfig.Slots slots(MasterFile file) {
        var type = file.slotType().orElse(SlotType.AUTO);
        var gpus = type == SlotType.CPU ? List.<Hardware>of() : Gpus.find();
        if (gpus.isEmpty()) {
            if (type == SlotType.CUDA) {
                throw new StartFailure(
                        "Cannot start the master: slot_type is cuda, but nvidia-smi lists no GPU that this process may "
                                + "use. See what it prints, or set slot_type: cpu.");
            }
            var processors = Runtime.getRuntime().availableProcessors();
            return new MasterConfig.Slots(
                    number("--slots", file.slots().orElse(processors), Integer.MAX_VALUE),
                    gpus,
                    type == SlotType.CPU);
        }
        var count = number("--slots", file.slots().orElse(gpus.size()), Integer.MAX_VALUE);
        if (count > gpus.size()) {
            throw new StartFailure(
                    "Cannot start the master: %d slots were asked for, but each is a GPU and nvidia-smi lists %d. Ask for fewer, or set slot_type: cpu in master.yaml for slots that share the processors."
                            .formatted(count, gpus.size()));
        }
        return new MasterConfig.Slots(count, gpus.subList(0, count), true);
    }

    private static MasterFile file(String path) {
        try {
            return MasterFile.read(Files.readString(Path.of(path)));
        } catch (IOException unreadable) {
            throw new StartFailure(
                    "Cannot read the master's configuration %s: %s. Name a file that exists, or leave out --config."
                            .formatted(path, unreadable),
                    unreadable);
        }
    }

    private int number(String name, int fallback, int most) {
        var text = find(name);
        if (text.isEmpty()) {
            return fallback;
        }
        if (!text.get().matches("[0-9]{1,9}") || Integer.parseInt(text.get()) > most) {
            throw new StartFailure(
                    "Cannot start the master: %s is '%s', but must be a whole number from 0 to %d."
                            .formatted(name, text.get(), most));
        }
        return Integer.parseInt(text.get());
    }

    private String required(String name) {
        return find(name)
                .orElseThrow(() ->
                        new StartFailure("Cannot start the master: " + name + " is missing."));
    }

    private Optional<String> find(String name) {
        return Optional.ofNullable(given.get(name));
    }
}
