package ai.resolute.master.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.id.AllocationId;
import ai.resolute.master.resource.Slot;
import ai.resolute.master.schedule.Snapshot.Ask;
import ai.resolute.master.schedule.Snapshot.Group;
import ai.resolute.master.schedule.Snapshot.Held;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FirstInFirstOutTest {
    private static final Group ONE = group("experiment 1", Integer.MAX_VALUE);
    private static final Group TWO = group("experiment 2", Integer.MAX_VALUE);
    private final Scheduler scheduler = new FirstInFirstOut();

    @Test
    void theFirstInOrderStartsFirst() {
        var plan = plan(slots(1), List.of(ask("b", ONE, 1, 2), ask("a", ONE, 1, 1)), List.of());
        assertThat(plan.starts()).containsOnlyKeys(id("a"));
        assertThat(reason(plan, "b")).isEqualTo("needs 1 slot, 0 of 1 free");
    }

    @Test
    void aGangThatWaitsIsNotOvertaken() {
        var waiting = List.of(ask("gang", ONE, 2, 1), ask("small", TWO, 1, 2));
        var plan = plan(slots(2), waiting, List.of(held("x", ONE, slots(1))));
        assertThat(plan.starts()).isEmpty();
        assertThat(reason(plan, "gang")).isEqualTo("needs 2 slots, 1 of 2 free");
        assertThat(reason(plan, "small"))
                .isEqualTo(
                        "needs 1 slot, 1 of 2 free; experiment 1, which needs 2 slots, comes first");
    }

    @Test
    void whatCanNeverFitHoldsBackNobody() {
        var limited = group("experiment 3", 1);
        var waiting =
                List.of(
                        ask("huge", ONE, 3, 1),
                        ask("limited", limited, 2, 2),
                        ask("small", TWO, 1, 3));
        var plan = plan(slots(2), waiting, List.of());
        assertThat(plan.starts()).containsOnlyKeys(id("small"));
        assertThat(reason(plan, "huge")).isEqualTo("needs 3 slots, more than the 2 there are");
        assertThat(reason(plan, "limited")).contains("no more than 1 (max_slots)");
    }

    @Test
    void aGroupAtItsLimitHoldsBackItselfAlone() {
        var limited = group("experiment 1", 1);
        var waiting =
                List.of(
                        ask("next", limited, 1, 1),
                        ask("last", limited, 1, 2),
                        ask("other", TWO, 1, 3));
        var plan = plan(slots(3), waiting, List.of(held("x", limited, slots(1))));
        assertThat(plan.starts()).containsOnlyKeys(id("other"));
        assertThat(reason(plan, "next"))
                .isEqualTo("needs 1 slot, and its experiment holds 1 of at most 1 (max_slots)");
        assertThat(reason(plan, "last")).contains("an earlier trial of the same experiment");
    }

    @Test
    void anAskKeepsClearOfTheNodesThatItShallNotRunOn() {
        var other = new Slot("other", 0, Slot.Device.CPU);
        var all = new ArrayList<>(slots(2));
        all.add(other);
        var picky = new Ask(id("picky"), ONE, 1, 1, Set.of(all.getFirst().node()));
        var wide = new Ask(id("wide"), ONE, 2, 2, Set.of(all.getFirst().node()));
        var plan = plan(all, List.of(picky, wide, ask("any", TWO, 2, 3)), List.of());
        assertThat(plan.starts()).containsOnlyKeys(id("picky"), id("any"));
        assertThat(plan.starts().get(id("picky"))).containsExactly(other);
        assertThat(reason(plan, "wide"))
                .isEqualTo(
                        "needs 2 slots, more than the 1 there are; its log policies exclude "
                                + all.getFirst().node());
    }

    @Test
    void taskWithoutSlotsStartAtOnce() {
        var plan = plan(List.of(), List.of(ask("a", ONE, 0, 1)), List.of());
        assertThat(plan.starts()).containsEntry(id("a"), List.of());
    }

    @Test
    void noPlanGivesTooMuchAndEveryWaitHasAReason() {
        var seed = new Random().nextLong();
        System.out.println("noPlanGivesTooMuchAndEveryWaitHasAReason: seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            var snapshot = anySnapshot(random);
            var plan = scheduler.plan(snapshot);
            checkPlaces(snapshot, plan);
            checkLimits(snapshot, plan);
            checkOrder(snapshot, plan);
            assertThat(scheduler.plan(shuffled(snapshot, random))).isEqualTo(plan);
        }
    }

    private static void checkPlaces(Snapshot snapshot, Plan plan) {
        var taken = new HashSet<Slot>();
        snapshot.running().forEach(held -> taken.addAll(held.slots()));
        for (var ask : snapshot.waiting()) {
            var given = plan.starts().get(ask.allocation());
            assertThat(given != null).isNotEqualTo(plan.waits().containsKey(ask.allocation()));
            if (given == null) {
                assertThat(reason(plan, ask.allocation().value())).isNotBlank();
                continue;
            }
            assertThat(given).hasSize(ask.slots());
            assertThat(snapshot.slots()).containsAll(given);
            given.forEach(slot -> assertThat(taken.add(slot)).as("%s is free", slot).isTrue());
        }
    }

    private static void checkLimits(Snapshot snapshot, Plan plan) {
        for (var ask : snapshot.waiting()) {
            var group = ask.group();
            var held =
                    snapshot.running().stream()
                            .filter(running -> running.group().equals(group))
                            .mapToInt(running -> running.slots().size())
                            .sum();
            var given =
                    snapshot.waiting().stream()
                            .filter(each -> each.group().equals(group))
                            .filter(each -> plan.starts().containsKey(each.allocation()))
                            .mapToInt(Ask::slots)
                            .sum();
            if (given > 0) {
                assertThat(held + given).isLessThanOrEqualTo(group.maxSlots().orElseThrow());
            }
        }
    }

    /** Within a group, none that can ever start is overtaken by a later one. */
    private static void checkOrder(Snapshot snapshot, Plan plan) {
        for (var early : snapshot.waiting()) {
            if (!canEverStart(early, snapshot) || plan.starts().containsKey(early.allocation())) {
                continue;
            }
            for (var late : snapshot.waiting()) {
                var overtakes =
                        late.order() > early.order()
                                && late.slots() > 0
                                && late.group().equals(early.group());
                assertThat(overtakes && plan.starts().containsKey(late.allocation())).isFalse();
            }
        }
    }

    private static boolean canEverStart(Ask ask, Snapshot snapshot) {
        return ask.slots() <= snapshot.slots().size()
                && ask.slots() <= ask.group().maxSlots().orElseThrow();
    }

    /** However many small ones keep coming, what came first starts once those before it ended. */
    @Test
    void nothingStarves() {
        var seed = new Random().nextLong();
        System.out.println("nothingStarves: seed " + seed);
        var random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            var slots = slots(1 + random.nextInt(6));
            var waiting = new ArrayList<Ask>();
            var running = new ArrayList<Held>();
            var watched = ask("watched", group("watched", slots.size()), slots.size(), 0);
            for (int i = 0; i < slots.size(); i++) {
                running.add(held("old" + i, ONE, slots.subList(i, i + 1)));
            }
            waiting.add(watched);
            var ends = 0;
            for (int step = 1; waiting.contains(watched); step++) {
                waiting.add(ask("small" + step, TWO, 1, step));
                var plan = scheduler.plan(new Snapshot(slots, waiting, running));
                waiting.stream()
                        .filter(ask -> plan.starts().containsKey(ask.allocation()))
                        .forEach(ask -> running.add(started(ask, plan)));
                waiting.removeIf(ask -> plan.starts().containsKey(ask.allocation()));
                running.remove(random.nextInt(running.size()));
                ends++;
                assertThat(ends).isLessThanOrEqualTo(slots.size() + 1);
            }
        }
    }

    private static Held started(Ask ask, Plan plan) {
        return new Held(ask.allocation(), ask.group(), plan.starts().get(ask.allocation()), false);
    }

    private static Snapshot anySnapshot(Random random) {
        var slots = slots(random.nextInt(6));
        var groups =
                IntStream.range(0, 3).mapToObj(i -> group("g" + i, random.nextInt(6))).toList();
        var waiting = new ArrayList<Ask>();
        for (int i = random.nextInt(8); i > 0; i--) {
            var group = groups.get(random.nextInt(groups.size()));
            waiting.add(ask("w" + i, group, random.nextInt(4), random.nextInt(100) * 10 + i));
        }
        var running = new ArrayList<Held>();
        for (int from = 0; from < slots.size() && random.nextBoolean(); from++) {
            var group = groups.get(random.nextInt(groups.size()));
            running.add(held("r" + from, group, slots.subList(from, from + 1)));
        }
        return new Snapshot(slots, waiting, running);
    }

    private static Snapshot shuffled(Snapshot snapshot, Random random) {
        var waiting = new ArrayList<>(snapshot.waiting());
        var running = new ArrayList<>(snapshot.running());
        Collections.shuffle(waiting, random);
        Collections.shuffle(running, random);
        return new Snapshot(snapshot.slots(), waiting, running);
    }

    private Plan plan(List<Slot> slots, List<Ask> waiting, List<Held> running) {
        return scheduler.plan(new Snapshot(slots, waiting, running));
    }

    private static String reason(Plan plan, String allocation) {
        return plan.waits().get(id(allocation)).text();
    }

    private static Group group(String name, int maxSlots) {
        return new Group(name, 1, Optional.of(maxSlots));
    }

    private static Ask ask(String allocation, Group group, int slots, long order) {
        return new Ask(id(allocation), group, slots, order);
    }

    private static Held held(String allocation, Group group, List<Slot> slots) {
        return new Held(id(allocation), group, slots, false);
    }

    private static AllocationId id(String value) {
        return new AllocationId(value);
    }

    private static List<Slot> slots(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Slot("node", i, Slot.Device.CPU))
                .toList();
    }
}
