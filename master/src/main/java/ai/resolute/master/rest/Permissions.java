package ai.resolute.master.rest;

import ai.resolute.master.config.DomainException.NotAllowed;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.rest.table.Caller;
import ai.resolute.master.rest.table.Route;
import java.util.function.UnaryOperator;

/** Checks the permission of a route before its request is read. */
final class Permissions {
    private final Ownership ownership;

    Permissions(Ownership ownership) {
        this.ownership = ownership;
    }

    /**
     * @param variables the values of the variables in the path
     */
    void check(Route<?, ?> route, Caller caller, UnaryOperator<String> variables) {
        switch (route.permission()) {
            case OPEN -> {}
            case SIGNED_IN -> known(caller);
            case EXPERIMENT -> {
                if (known(caller) instanceof Caller.Worker worker
                        && !owns(worker, route, variables)) {
                    throw forbidden("a worker may only use what belongs to its own experiment");
                }
            }
            case PERSON -> {
                if (!(known(caller) instanceof Caller.Person)) {
                    throw forbidden("a worker may not do this: use a person's token");
                }
            }
            case WORKER -> {
                if (!(known(caller) instanceof Caller.Worker(_, AllocationId mine, _)
                        && mine.value().equals(variables.apply("allocationId")))) {
                    throw forbidden("only the worker of this allocation may do this");
                }
            }
            case ADMIN -> {
                if (!(known(caller) instanceof Caller.Person person && person.admin())) {
                    throw forbidden("only an administrator may do this");
                }
            }
        }
    }

    private boolean owns(Caller.Worker worker, Route<?, ?> route, UnaryOperator<String> variables) {
        return route.variables().stream()
                .allMatch(name ->
                        ownership
                                .experimentOf(name, variables.apply(name))
                                .map(worker.experiment()::equals)
                                .orElse(true));
    }

    private static Caller known(Caller caller) {
        if (caller instanceof Caller.Nobody) {
            throw NotAllowed.unknownCaller("token_missing", "token missing");
        }
        return caller;
    }

    private static NotAllowed forbidden(String why) {
        return NotAllowed.forbidden("forbidden", why);
    }
}
