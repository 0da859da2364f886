package ai.resolute.master.allocation.meeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.resolute.master.allocation.Allocation;
import ai.resolute.master.allocation.AllocationAsk;
import ai.resolute.master.allocation.AllocationState.Running;
import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.resource.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class NodeTest {
    @Test
    void anAllocationOnOneNodeIsThatNode() {
        assertThat(Node.of(on(slot("n", 0), slot("n", 3))))
                .containsExactly(new Node("1.a.2", 0, "n", 2));
        assertThat(Node.of(on())).containsExactly(new Node("1.a.2", 0, "", 0));
    }

    @Test
    void nodesAreRankedInTheOrderOfTheirSlots() {
        var allocation = on(slot("m", 0), slot("n", 0), slot("n", 1));
        assertThat(Node.of(allocation))
                .containsExactly(new Node("1.a.2-0", 0, "m", 1), new Node("1.a.2-1", 1, "n", 2));
        assertThat(Node.of(allocation, "1.a.2-1").name()).isEqualTo("n");
        assertThatThrownBy(() -> Node.of(allocation, "1.a.2"))
                .isInstanceOf(NotFound.class)
                .hasMessage("allocation '1.a.2' has no resources '1.a.2'");
    }

    private static Slot slot(String node, int index) {
        return new Slot(node, index, Slot.Device.CPU);
    }

    private static Allocation on(Slot... slots) {
        return new Allocation(
                new AllocationId("1.a.2"),
                new AllocationAsk("1", 1, Optional.empty(), slots.length, 1, Duration.ofSeconds(1)),
                new Running(List.of(slots)),
                Instant.EPOCH,
                Optional.empty(),
                1);
    }
}
