package ai.resolute.master.resource.local;

import java.util.OptionalInt;

/** A supervisor that this master started. */
interface Child {
    long pid();

    boolean alive();

    /** Waits for its end; answers its exit status, or nothing when nobody knows it any more. */
    OptionalInt await() throws InterruptedException;

    /** One that is a process of this master's own. */
    record Spawned(Process process) implements Child {
        @Override
        public long pid() {
            return process.pid();
        }

        @Override
        public boolean alive() {
            return process.isAlive();
        }

        @Override
        public OptionalInt await() throws InterruptedException {
            return OptionalInt.of(process.waitFor());
        }
    }
}
