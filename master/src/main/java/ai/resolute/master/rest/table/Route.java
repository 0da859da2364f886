package ai.resolute.master.rest.table;

import java.util.Arrays;
import java.util.List;

/**
 * One line of the route table.
 *
 * @param path with its variables in braces, which are components of the request
 * @param request a record; what is not in the path comes from the query and the body
 * @param response a record; {@code Void} for raw answers
 */
public record Route<Q, A>(
        String method,
        String path,
        Permission permission,
        Class<Q> request,
        Class<A> response,
        Handler<Q, A> handler,
        String summary) {

    /** Begins a route: {@code Route.of("GET", "/info", OPEN, "What runs here")}. */
    public static Head of(String method, String path, Permission permission, String summary) {
        return new Head(method, path, permission, summary);
    }

    /** The names in braces, in order. */
    public List<String> variables() {
        return Arrays.stream(path.split("/"))
                .filter(part -> part.startsWith("{"))
                .map(part -> part.substring(1, part.length() - 1))
                .toList();
    }

    /** Whether the request may have a body that is a message. */
    public boolean takesBody() {
        return !method.equals("GET");
    }

    /** A route that still lacks its types and handler. */
    public record Head(String method, String path, Permission permission, String summary) {
        /** Answers one message with one message. */
        public <Q, A> Route<Q, A> answer(
                Class<Q> request, Class<A> response, Handler.Single<Q, A> handler) {
            return new Route<>(method, path, permission, request, response, handler, summary);
        }

        /** Answers one message with a stream of messages. */
        public <Q, A> Route<Q, A> lines(
                Class<Q> request, Class<A> response, Handler.Lines<Q, A> handler) {
            return new Route<>(method, path, permission, request, response, handler, summary);
        }

        /** Leaves the answer, of one of these media types, to a writer. */
        public <Q> Route<Q, Void> raw(
                Class<Q> request, List<String> media, Handler.Writer<Q> writer) {
            return new Route<>(
                    method,
                    path,
                    permission,
                    request,
                    Void.class,
                    new Handler.Raw<>(media, writer),
                    summary);
        }
    }
}
