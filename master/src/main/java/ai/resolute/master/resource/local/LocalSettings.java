package ai.resolute.master.resource.local;

import ai.resolute.master.resource.Slot;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where and how local workers run.
 *
 * @param root directory of the run directories
 * @param python interpreter of the supervisors
 * @param harness directory to import {@code determined} from
 */
public record LocalSettings(Path root, String python, Path harness, List<Slot> slots) {
    public LocalSettings {
        slots = List.copyOf(slots);
    }

    /** So many slots that share the processors of this machine. */
    public static List<Slot> cpuSlots(String node, int count) {
        return IntStream.range(0, count)
                .mapToObj(index -> new Slot(node, index, Slot.Device.CPU))
                .toList();
    }
}
