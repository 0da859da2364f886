package ai.resolute.master.rest.table;

import ai.resolute.api.wire.Spool;
import ai.resolute.master.id.UserId;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A request as a handler sees it.
 *
 * @param message path, query and body in one record
 * @param caller who asks; the permission of the route has been checked
 * @param cookie sets the session cookie of the answer to a token, or removes it when empty
 * @param spool keeps what is too long for memory until the answer is written
 */
public record Asked<Q>(Q message, Caller caller, Consumer<Optional<String>> cookie, Spool spool) {
    /** The person who asks, or for whom a worker asks. */
    public UserId user() {
        return switch (caller) {
            case Caller.Person person -> person.user();
            case Caller.Worker worker -> worker.user();
            case Caller.Nobody _ -> throw new IllegalStateException("an open route has no caller");
        };
    }
}
