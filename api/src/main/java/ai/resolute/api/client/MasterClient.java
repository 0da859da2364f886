package ai.resolute.api.client;

import ai.resolute.api.wire.MalformedMessage;
import ai.resolute.api.wire.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Calls a master and gives its answers as JSON. Every call blocks; calls are independent of each
 * other.
 */
public final class MasterClient {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final MasterAddress master;
    private final Optional<String> token;

    public MasterClient(MasterAddress master, Optional<String> token) {
        this.master = master;
        this.token = token;
    }

    public MasterAddress master() {
        return master;
    }

    public MasterClient withToken(String other) {
        return new MasterClient(master, Optional.of(other));
    }

    public JsonView get(String path) {
        return answer(open("GET", path));
    }

    public JsonView post(String path, Map<String, ?> body) {
        return send("POST", path, body);
    }

    public JsonView put(String path, Map<String, ?> body) {
        return send("PUT", path, body);
    }

    public JsonView delete(String path) {
        return answer(open("DELETE", path));
    }

    /** The usual connection knows no such method, and the other one takes longer to load. */
    public JsonView patch(String path, Map<String, ?> body) {
        var request =
                HttpRequest.newBuilder(URI.create(master.url() + path))
                        .method("PATCH", BodyPublishers.ofByteArray(Wire.write(body)));
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        var builder = HttpClient.newBuilder().connectTimeout(CONNECT);
        if (master.isLoopback()) {
            builder.proxy(HttpClient.Builder.NO_PROXY);
        }
        try (var client = builder.build()) {
            var answer = client.send(request.build(), BodyHandlers.ofInputStream());
            try (var in = answer.body()) {
                if (answer.statusCode() / 100 != 2) {
                    throw refused(answer.statusCode(), lenient(in));
                }
                return JsonView.ofTree(Wire.parse(in));
            }
        } catch (IOException | MalformedMessage failed) {
            throw unreachable(failed);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw unreachable(asked);
        }
    }

    public JsonView delete(String path, Map<String, ?> body) {
        return send("DELETE", path, body);
    }

    private JsonView send(String method, String path, Map<String, ?> body) {
        var connection = open(method, path);
        try {
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            var bytes = Wire.write(body);
            connection.setFixedLengthStreamingMode(bytes.length);
            try (var out = connection.getOutputStream()) {
                out.write(bytes);
            }
        } catch (IOException failed) {
            return whenRefusedEarly(connection, failed);
        }
        return answer(connection);
    }

    /**
     * Feeds the lines of a stream to {@code each} until it returns false or the master ends the
     * stream.
     */
    public void stream(String path, Predicate<JsonView> each) {
        var connection = open("GET", path);
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(body(connection), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var view = JsonView.ofTree(Wire.parse(line));
                if (view.has("error")) {
                    throw refused(502, view);
                }
                if (!each.test(view.view("result"))) {
                    return;
                }
            }
        } catch (IOException | UncheckedIOException | MalformedMessage broken) {
            throw new MasterException.Unreachable("the stream broke off", broken);
        } finally {
            connection.disconnect();
        }
    }

    /** Saves the body of an answer. */
    public void download(String path, String accept, Path target) {
        var connection = open("GET", path);
        connection.setRequestProperty("Accept", accept);
        try (var in = body(connection)) {
            Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private HttpURLConnection open(String method, String path) {
        try {
            var url = URI.create(master.url() + path).toURL();
            var connection =
                    (HttpURLConnection)
                            (master.isLoopback()
                                    ? url.openConnection(Proxy.NO_PROXY)
                                    : url.openConnection());
            connection.setRequestMethod(method);
            connection.setConnectTimeout((int) CONNECT.toMillis());
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            token.ifPresent(
                    value -> connection.setRequestProperty("Authorization", "Bearer " + value));
            return connection;
        } catch (IOException failed) {
            throw unreachable(failed);
        }
    }

    private JsonView answer(HttpURLConnection connection) {
        try (var in = body(connection)) {
            return JsonView.ofTree(Wire.parse(in));
        } catch (IOException | UncheckedIOException | MalformedMessage failed) {
            throw unreachable(failed);
        }
    }

    private InputStream body(HttpURLConnection connection) {
        try {
            var status = connection.getResponseCode();
            if (status / 100 == 2) {
                return connection.getInputStream();
            }
            try (var error = connection.getErrorStream()) {
                throw refused(status, error == null ? JsonView.EMPTY : lenient(error));
            }
        } catch (IOException failed) {
            throw unreachable(failed);
        }
    }

    /**
     * A server may refuse a large body before it has read it all: then its answer says more than
     * the pipe.
     */
    private JsonView whenRefusedEarly(HttpURLConnection connection, IOException failed) {
        try {
            connection.getResponseCode();
        } catch (IOException nothingCame) {
            throw unreachable(failed);
        }
        return answer(connection);
    }

    private static JsonView lenient(InputStream in) {
        try {
            return JsonView.ofTree(Wire.parse(in));
        } catch (MalformedMessage notJson) {
            return JsonView.EMPTY;
        }
    }

    private static MasterException refused(int status, JsonView body) {
        var error = body.view("error");
        var code = error.whole("httpCode");
        var words =
                error.findText("error")
                        .or(() -> error.findText("message"))
                        .or(() -> body.findText("message"))
                        .orElse("HTTP status " + status);
        return new MasterException.Refused(code == 0 ? status : (int) code, words);
    }

    private MasterException unreachable(Exception cause) {
        var words =
                cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new MasterException.Unreachable(words, cause);
    }
}
