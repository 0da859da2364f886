package ai.resolute.master.resource.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process by its number and its start time, so that a later process of the same number is not
 * taken for it. It leads its process group.
 *
 * @param start field 22 of /proc/PID/stat: clock ticks since the machine started
 */
record WorkerProcess(long pid, long start) {
    private static final int STATE = 0;
    private static final int START = 19;

    /** The process that runs under this number now, if one does; a zombie does not. */
    static Optional<WorkerProcess> find(long pid) {
        return fields(pid)
                .filter(fields -> !fields[STATE].matches("[ZX]"))
                .map(fields -> new WorkerProcess(pid, Long.parseLong(fields[START])));
    }

    /** Whether it runs; a zombie does not. */
    boolean alive() {
        return find(pid).filter(this::equals).isPresent();
    }

    /** Ends all processes of its group at once, itself included. */
    void killGroup() throws IOException, InterruptedException {
        var successor = fields(pid).filter(found -> Long.parseLong(found[START]) != start);
        if (successor.isEmpty()) {
            killGroup(pid);
        }
    }

    static void killGroup(long leader) throws IOException, InterruptedException {
        new ProcessBuilder("/bin/sh", "-c", "kill -s KILL -- -" + leader)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** The fields of /proc/PID/stat from the third on: what comes before may hold blanks. */
    private static Optional<String[]> fields(long pid) {
        try {
            var line = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return Optional.of(line.substring(line.lastIndexOf(')') + 2).split(" "));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
