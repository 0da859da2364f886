package ai.resolute.master.allocation.meeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.id.AllocationId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class MeetingsTest {
    private static final AllocationId ID = new AllocationId("1.a.1");
    private final Meetings meetings = new Meetings(Duration.ofSeconds(50), _ -> false);

    @Test
    void allLearnTheSameInTheSameOrderRoundAfterRound() throws Exception {
        for (var round = 0; round < 20; round++) {
            var names = IntStream.range(0, 5).mapToObj(n -> "peer " + n).toList();
            var prefix = round + " ";
            var told = all(names.stream().map(name -> prefix + name).toList());
            assertThat(told).hasSize(5).containsOnly(names.stream().map(n -> prefix + n).toList());
        }
    }

    @Test
    void whoComesAgainIsToldAgainAndIsNotTwo() throws Exception {
        all(List.of("a", "b"));
        assertThat(meet("a", 2)).containsExactly("a", "b");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> meet("c", 2));
            var again = threads.submit(() -> meet("c", 2));
            assertThat(meet("d", 2)).containsExactly("c", "d");
            assertThat(first.get()).containsExactly("c", "d");
            assertThat(again.get()).containsExactly("c", "d");
        }
    }

    @Test
    void purposesAndAllocationsMeetApart() {
        assertThat(meet("a", 1)).containsExactly("a");
        var other = new Meetings(Duration.ofMillis(1), _ -> false);
        assertThatThrownBy(() -> other.meet(ID, "one", 2, new Guest<>("a", "a")))
                .isInstanceOf(Conflict.class)
                .hasMessageStartingWith("1 of 2 peers have come in 0 s.");
        assertThatThrownBy(() -> other.meet(ID, "two", 2, new Guest<>("b", "b")))
                .hasMessageStartingWith("1 of 2 peers");
        assertThatThrownBy(() ->
                        other.meet(new AllocationId("1.b.1"), "one", 2, new Guest<>("b", "b")))
                .hasMessageStartingWith("1 of 2 peers");
        assertThat(other.meet(ID, "one", 2, new Guest<>("b", "b"))).containsExactly("a", "b");
    }

    @Test
    void peersThatDisagreeAboutTheirNumberAreToldSo() {
        var brief = new Meetings(Duration.ofMillis(1), _ -> false);
        assertThatThrownBy(() -> brief.meet(ID, "x", 3, new Guest<>("a", 1)))
                .isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> brief.meet(ID, "x", 2, new Guest<>("b", 1)))
                .hasMessage("2 peers are expected here, but another of them expects 3");
    }

    @Test
    void theEndOfTheAllocationEndsTheWait() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = threads.submit(() -> meet("a", 2));
            while (!waiting.isDone()) {
                meetings.end(ID);
                Thread.onSpinWait();
            }
            assertThatThrownBy(waiting::get)
                    .isInstanceOf(ExecutionException.class)
                    .rootCause()
                    .hasMessage("the allocation is over: nobody else comes");
        }
    }

    @Test
    void whoComesBehindTheEndIsToldSo() {
        var ended = new Meetings(Duration.ofSeconds(50), ID::equals);
        assertThatThrownBy(() -> ended.meet(ID, "test", 2, new Guest<>("a", "a")))
                .isInstanceOf(Conflict.class)
                .hasMessage("the allocation is over: nobody else comes");
        assertThat(ended.meet(ID, "alone", 1, new Guest<>("a", "a"))).containsExactly("a");
    }

    private List<List<String>> all(List<String> names) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var told = new ArrayList<Future<List<String>>>();
            names.forEach(name -> told.add(threads.submit(() -> meet(name, names.size()))));
            var answers = new ArrayList<List<String>>();
            for (var one : told) {
                answers.add(one.get());
            }
            return answers;
        }
    }

    private List<String> meet(String name, int peers) {
        return meetings.meet(ID, "test", peers, new Guest<>(name, name));
    }
}
