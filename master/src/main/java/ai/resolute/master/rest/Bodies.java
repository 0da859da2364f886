package ai.resolute.master.rest;

import ai.resolute.api.wire.Spool;
import ai.resolute.api.wire.Wire;
import ai.resolute.master.rest.table.Refusal;
import ai.resolute.master.rest.table.Route;
import io.helidon.webserver.http.ServerRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts path, query and body of a request together. The content type is never looked at, because
 * clients label JSON as anything; an empty body is an empty object.
 */
final class Bodies {
    static final long LIMIT = 128L * 1024 * 1024;

    /** So much more is read and dropped, so that the sender gets to see the refusal. */
    private static final long PATIENCE = 4 * LIMIT;

    private Bodies() {}

    /** One tree with the members of the body, then of the query, then of the path. */
    static Map<String, @Nullable Object> read(
            ServerRequest request, Route<?, ?> route, Spool spool) {
        var tree = new LinkedHashMap<String, @Nullable Object>();
        if (route.takesBody() && request.content().hasEntity()) {
            putBody(tree, parse(request, spool));
        }
        for (var name : request.query().names()) {
            putQuery(tree, name, request.query().all(name));
        }
        for (var name : route.variables()) {
            tree.put(name, request.path().pathParameters().get(name));
        }
        return tree;
    }

    private static @Nullable Object parse(ServerRequest request, Spool spool) {
        var stream = new Limited(request.content().inputStream());
        var announced = request.headers().contentLength().orElse(0);
        if (announced > LIMIT) {
            throw stream.tooLarge();
        }
        return Wire.parse(stream, spool);
    }

    private static void putBody(Map<String, @Nullable Object> tree, @Nullable Object body) {
        switch (body) {
            case null -> {}
            case Map<?, ?> members ->
                    members.forEach((name, value) -> tree.put(String.valueOf(name), value));
            default -> tree.put("items", body);
        }
    }

    /** {@code a.b=1} is member b of member a; a name that is repeated is a list. */
    private static void putQuery(
            Map<String, @Nullable Object> tree, String name, List<String> values) {
        var dot = name.indexOf('.');
        if (dot > 0) {
            var inner = tree.get(name.substring(0, dot));
            var below = new LinkedHashMap<String, @Nullable Object>();
            if (inner instanceof Map<?, ?> known) {
                known.forEach((key, value) -> below.put(String.valueOf(key), value));
            }
            putQuery(below, name.substring(dot + 1), values);
            tree.put(name.substring(0, dot), below);
        } else {
            tree.put(name, new ArrayList<@Nullable Object>(values));
        }
    }

    /** Counts what is read, and refuses to go on behind the limit. */
    private static final class Limited extends FilterInputStream {
        private long read;

        Limited(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            var count = super.read(into, from, length);
            read += Math.max(count, 0);
            if (read > LIMIT) {
                throw tooLarge();
            }
            return count;
        }

        RuntimeException tooLarge() {
            var buffer = new byte[64 * 1024];
            try {
                for (long more = 0; more < PATIENCE; ) {
                    var count = in.read(buffer);
                    if (count < 0) {
                        break;
                    }
                    more += count;
                }
            } catch (IOException gone) {
                return new Refusal.TooLarge(LIMIT);
            }
            return new Refusal.TooLarge(LIMIT);
        }
    }
}
