package ai.resolute.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/**
 * A master as far as clients can tell: it answers what a test told it to, and keeps what it was
 * asked.
 */
final class TestingMaster implements AutoCloseable {
    record Answer(int status, byte[] body) {}

    record Asked(String line, String authorization, String body) {}

    private final HttpServer server;
    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
    private final List<Asked> asked = new ArrayList<>();

    TestingMaster() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.createContext("/", this::serve);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The answers to "GET /path" one after the other; the last one stays. */
    TestingMaster on(String line, String... bodies) {
        for (var body : bodies) {
            on(line, 200, body.getBytes(StandardCharsets.UTF_8));
        }
        return this;
    }

    TestingMaster on(String line, int status, byte[] body) {
        answers.computeIfAbsent(line, _ -> new ArrayDeque<>()).add(new Answer(status, body));
        return this;
    }

    synchronized List<Asked> asked() {
        return List.copyOf(asked);
    }

    List<String> lines() {
        return asked().stream().map(Asked::line).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        var line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        var answer = answer(new Asked(line, authorization, body));
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(
                answer.status, answer.body.length == 0 ? -1 : answer.body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(answer.body);
        }
    }

    private synchronized Answer answer(Asked now) {
        asked.add(now);
        var path = now.line.replaceFirst("\\?.*", "");
        var prepared = answers.get(answers.containsKey(now.line) ? now.line : path);
        if (prepared == null) {
            return new Answer(
                    404,
                    "{\"error\":{\"code\":5,\"reason\":\"NotFound\",\"error\":\"%s not found\"}}"
                            .formatted(path)
                            .getBytes(StandardCharsets.UTF_8));
        }
        return prepared.size() > 1 ? prepared.remove() : prepared.element();
    }
}
