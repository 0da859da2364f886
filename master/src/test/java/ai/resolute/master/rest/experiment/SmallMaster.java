package ai.resolute.master.rest.experiment;

import ai.resolute.master.TestCluster;
import ai.resolute.master.TestMaster;
import java.nio.file.Path;

/** A master in a process of its own, which ends with its input. It says where it is. */
final class SmallMaster {
    private SmallMaster() {}

    /**
     * @param arguments a directory of its own
     */
    public static void main(String[] arguments) throws Exception {
        try (var master = new TestMaster(new TestCluster(Path.of(arguments[0]), 1))) {
            System.out.println(master.url());
            while (System.in.read() >= 0) {
                // Until the test is done.
            }
        }
    }
}
