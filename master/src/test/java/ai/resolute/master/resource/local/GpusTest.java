package ai.resolute.master.resource.local;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.resource.Hardware;
import ai.resolute.master.resource.Slot;
import ai.resolute.master.resource.local.LocalSettings.Devices;
import java.util.List;
import org.junit.jupiter.api.Test;

class GpusTest {
    private static final Hardware FIRST = new Hardware("NVIDIA H100 80GB HBM3", "GPU-12ab");
    private static final Hardware SECOND = new Hardware("NVIDIA A100, of a kind", "GPU-12cd");
    private static final List<Hardware> BOTH = List.of(FIRST, SECOND);

    @Test
    void eachLineIsAGpu() {
        var told = "GPU-12ab, NVIDIA H100 80GB HBM3\nGPU-12cd, NVIDIA A100, of a kind\n";
        assertThat(Gpus.parse(told)).isEqualTo(BOTH);
        assertThat(Gpus.parse("")).isEmpty();
    }

    @Test
    void whatTheMasterMayNotUseIsNoSlot() {
        assertThat(Gpus.visible(BOTH, "1,0")).containsExactly(SECOND, FIRST);
        assertThat(Gpus.visible(BOTH, "GPU-12c")).containsExactly(SECOND);
        assertThat(Gpus.visible(BOTH, "1,2,0"))
                .as("CUDA stops at what is not there")
                .containsExactly(SECOND);
        assertThat(Gpus.visible(BOTH, "")).isEmpty();
        assertThat(Gpus.visible(BOTH, "-1")).isEmpty();
    }

    @Test
    void aWorkerSeesTheGpusOfItsSlotsAlone() {
        var devices = Devices.gpus("node", BOTH);
        assertThat(devices.slots()).extracting(Slot::device).containsOnly(Slot.Device.CUDA);
        assertThat(devices.visible(devices.slots())).contains("GPU-12ab,GPU-12cd");
        assertThat(devices.visible(devices.slots().subList(1, 2))).contains("GPU-12cd");
        assertThat(devices.visible(List.of())).contains("");
        assertThat(devices.of(devices.slots().get(1))).isEqualTo(SECOND);
    }

    @Test
    void slotsOfProcessorsHideGpusOnlyWhereThatIsAskedFor() {
        var slots = Devices.processors("node", 2, true);
        assertThat(slots.visible(slots.slots())).contains("");
        assertThat(Devices.processors("node", 2, false).visible(slots.slots())).isEmpty();
        assertThat(slots.of(slots.slots().get(1))).isEqualTo(Hardware.CPU_SHARE);
    }
}
