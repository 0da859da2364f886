package ai.resolute.master.rest;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Serves the built web pages under /det/. Files with a hash in their names may be kept for ever; an
 * address that is no file is a page of the application.
 */
final class WebPages implements Handler {
    static final String PREFIX = "/det/";

    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("html", "text/html; charset=utf-8"),
                    Map.entry("js", "text/javascript; charset=utf-8"),
                    Map.entry("css", "text/css; charset=utf-8"),
                    Map.entry("json", "application/json"),
                    Map.entry("map", "application/json"),
                    Map.entry("svg", "image/svg+xml"),
                    Map.entry("png", "image/png"),
                    Map.entry("ico", "image/x-icon"),
                    Map.entry("txt", "text/plain; charset=utf-8"),
                    Map.entry("webmanifest", "application/manifest+json"),
                    Map.entry("woff2", "font/woff2"));

    private final Path root;

    WebPages(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws IOException {
        var path = request.path().path();
        var name = path.length() > PREFIX.length() ? path.substring(PREFIX.length()) : "";
        var file = find(name);
        if (file.isEmpty() && looksLikeFile(name)) {
            Answers.json(response, 404, Map.of("message", "no such file: " + path));
            return;
        }
        send(response, file.orElse(root.resolve("index.html")));
    }

    private void send(ServerResponse response, Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            Answers.json(
                    response,
                    404,
                    Map.of(
                            "message",
                            "the web pages are not built: run make build, then ./det up"));
            return;
        }
        var kept = file.startsWith(root.resolve("assets"));
        response.header(HeaderNames.CONTENT_TYPE, typeOf(file));
        response.header(
                HeaderNames.CACHE_CONTROL,
                kept ? "public, max-age=31536000, immutable" : "no-cache");
        response.header("X-Content-Type-Options", "nosniff");
        response.header("Referrer-Policy", "no-referrer");
        response.header(
                "Content-Security-Policy",
                "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
                        + " frame-ancestors 'none'; base-uri 'none'; form-action 'self'");
        response.send(Files.readAllBytes(file));
    }

    private Optional<Path> find(String name) {
        try {
            var file = root.resolve(name).normalize();
            return file.startsWith(root) && Files.isRegularFile(file)
                    ? Optional.of(file)
                    : Optional.empty();
        } catch (java.nio.file.InvalidPathException strange) {
            return Optional.empty();
        }
    }

    private static boolean looksLikeFile(String name) {
        return name.startsWith("assets/") || TYPES.containsKey(ending(name));
    }

    private static String typeOf(Path file) {
        return TYPES.getOrDefault(ending(file.toString()), "application/octet-stream");
    }

    private static String ending(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
