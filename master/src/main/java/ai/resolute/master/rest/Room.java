package ai.resolute.master.rest;

import io.helidon.webserver.http.ServerRequest;
import java.util.concurrent.Semaphore;

/**
 * Memory for large bodies: together they are never larger than the largest one may be, the others
 * wait for their turn. Two context directories at a time would not fit into the heap.
 */
final class Room {
    private static final long MEBIBYTE = 1024 * 1024;
    private static final int ALL = (int) (Bodies.LIMIT / MEBIBYTE);

    private final Semaphore mebibytes = new Semaphore(ALL, true);

    /** What a request holds until it is answered. */
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits until there is room for the body of a request; small ones need none. */
    Place enter(ServerRequest request) {
        var size = need(request);
        mebibytes.acquireUninterruptibly(size);
        return () -> mebibytes.release(size);
    }

    /** A body that does not say its length may be as large as any. */
    private static int need(ServerRequest request) {
        if (!request.content().hasEntity()) {
            return 0;
        }
        var announced = request.headers().contentLength();
        return announced.isPresent() ? (int) Math.min(announced.getAsLong() / MEBIBYTE, ALL) : ALL;
    }
}
