package ai.resolute.master.resource.local;

import ai.resolute.master.resource.Hardware;
import ai.resolute.master.resource.Slot;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Where and how local workers run.
 *
 * @param root directory of the run directories
 * @param python interpreter of the supervisors
 * @param harness directory to import {@code determined} from
 */
public record LocalSettings(Path root, String python, Path harness, Devices devices) {
    /**
     * What workers run on.
     *
     * @param slots all slots there are
     * @param gpus the GPU of each slot; empty where slots share the processors
     * @param hidden whether workers without a GPU are kept from those there are
     */
    public record Devices(List<Slot> slots, List<Hardware> gpus, boolean hidden) {
        public Devices {
            slots = List.copyOf(slots);
            gpus = List.copyOf(gpus);
        }

        /** So many slots that share the processors of this machine. */
        public static Devices processors(String node, int count, boolean hidden) {
            return new Devices(slots(node, count, Slot.Device.CPU), List.of(), hidden);
        }

        /** A slot for each GPU. */
        public static Devices gpus(String node, List<Hardware> gpus) {
            return new Devices(slots(node, gpus.size(), Slot.Device.CUDA), gpus, true);
        }

        Hardware of(Slot slot) {
            return slot.index() < gpus.size() ? gpus.get(slot.index()) : Hardware.CPU_SHARE;
        }

        /** What a worker on these slots sees of the GPUs; nothing when it may see them all. */
        Optional<String> visible(List<Slot> held) {
            return hidden
                    ? Optional.of(
                            held.stream()
                                    .map(slot -> of(slot).uuid())
                                    .filter(uuid -> !uuid.isEmpty())
                                    .collect(Collectors.joining(",")))
                    : Optional.empty();
        }

        private static List<Slot> slots(String node, int count, Slot.Device device) {
            return IntStream.range(0, count)
                    .mapToObj(index -> new Slot(node, index, device))
                    .toList();
        }
    }
}
