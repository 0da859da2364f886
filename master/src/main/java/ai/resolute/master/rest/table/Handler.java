package ai.resolute.master.rest.table;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.List;
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

    /**
     * Writes the answer itself.
     *
     * @param media the types it may be of
     */
    record Raw<Q, A>(List<String> media, Writer<Q> writer) implements Handler<Q, A> {
        public Raw {
            media = List.copyOf(media);
        }
    }

    /** Writes an answer that is no message. */
    @FunctionalInterface
    interface Writer<Q> {
        void serve(Asked<Q> asked, ServerRequest request, ServerResponse response)
                throws IOException;
    }
}
