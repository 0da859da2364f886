package ai.resolute.master.rest.table;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.stream.Stream;

/** What answers a route. */
public sealed interface Handler<Q, A> {
    /** One message for one message. */
    @FunctionalInterface
    non-sealed interface Single<Q, A> extends Handler<Q, A> {
        A answer(Asked<Q> asked);
    }

    /**
     * Many messages, one a line, each sent at once. What is thrown before the stream is returned
     * becomes the status of the answer.
     */
    @FunctionalInterface
    non-sealed interface Lines<Q, A> extends Handler<Q, A> {
        Stream<A> open(Asked<Q> asked);
    }

    /** Writes the answer itself. */
    @FunctionalInterface
    non-sealed interface Raw<Q, A> extends Handler<Q, A> {
        void serve(Asked<Q> asked, ServerRequest request, ServerResponse response)
                throws IOException;
    }
}
