package ai.resolute.master.config;

import java.util.List;

/** What a trial executes. */
public sealed interface Entrypoint {
    /** The user's script, relative to the context, and its arguments. */
    record Script(List<String> command) implements Entrypoint {
        public Script {
            command = List.copyOf(command);
        }
    }

    /** A command line for the shell. */
    record Shell(String line) implements Entrypoint {}

    /** A program and its arguments. */
    record Program(List<String> command) implements Entrypoint {
        public Program {
            command = List.copyOf(command);
        }
    }
}
