package ai.resolute.master.rest;

import static ai.resolute.master.rest.table.Permission.EXPERIMENT;
import static ai.resolute.master.rest.table.Permission.OPEN;
import static ai.resolute.master.rest.table.Permission.PERSON;
import static ai.resolute.master.rest.table.Permission.SIGNED_IN;
import static ai.resolute.master.rest.table.Permission.WORKER;

import ai.resolute.master.config.DomainException;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.UserId;
import ai.resolute.master.rest.table.Caller;
import ai.resolute.master.rest.table.Route;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

/** Routes that answer with what they were asked, one for each permission, and some that fail. */
final class EchoTable {
    enum Order {
        ORDER_BY_UNSPECIFIED,
        ORDER_BY_ASC
    }

    record Echo(
            int trialId,
            long timeoutSeconds,
            List<Integer> trialIds,
            boolean follow,
            Order orderBy,
            Map<String, Object> config,
            List<Object> items) {}

    record Line(int number) {}

    static final Caller PERSON_1 = new Caller.Person(new UserId(1), false, "person");
    static final Caller WORKER_7 =
            new Caller.Worker(new UserId(1), new AllocationId("7.x.1"), new ExperimentId(7));

    final BlockingQueue<Optional<Line>> lines = new LinkedBlockingQueue<>();

    List<Route<?, ?>> routes() {
        return List.of(
                Route.of("GET", "/api/v1/open", OPEN, "")
                        .answer(Echo.class, Echo.class, a -> a.message()),
                Route.of("POST", "/api/v1/trials/{trialId}/echo", EXPERIMENT, "")
                        .answer(Echo.class, Echo.class, a -> a.message()),
                Route.of("GET", "/api/v1/trials/{trialId}/echo", SIGNED_IN, "")
                        .answer(Echo.class, Echo.class, a -> a.message()),
                Route.of("DELETE", "/api/v1/trials/{trialId}/echo", PERSON, "")
                        .answer(Echo.class, Echo.class, a -> a.message()),
                Route.of("POST", "/api/v1/allocations/{allocationId}/mine", WORKER, "")
                        .answer(Echo.class, Echo.class, a -> a.message()),
                Route.of("GET", "/api/v1/broken", SIGNED_IN, "")
                        .answer(
                                Echo.class,
                                Echo.class,
                                _ -> {
                                    throw new IllegalStateException("secret detail");
                                }),
                Route.of("GET", "/api/v1/gap", SIGNED_IN, "")
                        .answer(
                                Echo.class,
                                Echo.class,
                                _ -> {
                                    throw new DomainException.Conflict(
                                            "gap", "a gap", Map.of("next", 5L));
                                }),
                Route.of("GET", "/api/v1/lines", SIGNED_IN, "")
                        .lines(Echo.class, Line.class, _ -> taken()),
                Route.of("GET", "/api/v1/nolines", SIGNED_IN, "")
                        .lines(
                                Echo.class,
                                Line.class,
                                _ -> {
                                    throw new DomainException.NotFound(
                                            "task", "task 'nosuch' not found");
                                }));
    }

    private Stream<Line> taken() {
        return Stream.generate(this::take).takeWhile(Optional::isPresent).map(Optional::get);
    }

    private Optional<Line> take() {
        try {
            var line = lines.take();
            if (line.isPresent() && line.get().number() < 0) {
                throw new DomainException.Unavailable("disk_full", "the disk is full");
            }
            return line;
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
