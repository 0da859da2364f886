package ai.resolute.cli.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the kernel says about processes. */
public final class ProcessTable {
    private static final int STATE = 0;
    private static final int START = 19;
    private static final int RESIDENT_PAGES = 21;
    private static final long PAGE = 4096;

    private ProcessTable() {}

    /** When a process started, in the kernel's ticks; empty when it is gone or a zombie. */
    public static Optional<Long> start(long pid) {
        return fields(pid).map(fields -> Long.parseLong(fields[START]));
    }

    public static Optional<Long> residentBytes(long pid) {
        return fields(pid).map(fields -> Long.parseLong(fields[RESIDENT_PAGES]) * PAGE);
    }

    /** Fields of /proc/PID/stat from the state on. */
    private static Optional<String[]> fields(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return fields[STATE].equals("Z") ? Optional.empty() : Optional.of(fields);
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
