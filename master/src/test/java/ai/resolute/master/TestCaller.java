package ai.resolute.master;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.api.wire.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;

/** Somebody with a token, or without one, who asks a server and reads what it answers. */
public final class TestCaller {
    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;
    private final String token;

    /** An empty token is none. */
    public TestCaller(String url, String token) {
        this.url = url;
        this.token = token;
    }

    /** The same place, another token. */
    public TestCaller as(String other) {
        return new TestCaller(url, other);
    }

    /** An answer; its members are reached by a path such as {@code trials.0.id}. */
    public record Answer(int status, String text) {
        public Object at(String path) {
            Object found = Wire.parse(text);
            for (var name : path.split("\\.")) {
                found =
                        found instanceof List<?> list
                                ? list.get(Integer.parseInt(name))
                                : ((Map<?, ?>) found).get(name);
            }
            return found;
        }

        public int number(String path) {
            return ((Number) at(path)).intValue();
        }

        /** One tree a line. */
        public List<Map<?, ?>> lines() {
            return text.lines().<Map<?, ?>>map(line -> (Map<?, ?>) Wire.parse(line)).toList();
        }
    }

    public Answer get(String path) {
        return send("GET", path, "");
    }

    /** As {@link #get}, and it must succeed. */
    public Answer read(String path) {
        return succeeded(get(path));
    }

    public Answer post(String path, Object body) {
        return send("POST", path, body instanceof String text ? text : Wire.text(body));
    }

    /** As {@link #post}, and it must succeed. */
    public Answer done(String path, Object body) {
        return succeeded(post(path, body));
    }

    public Answer send(String method, String path, String body) {
        return text(exchange(method, path, body, BodyHandlers.ofString()));
    }

    /** The answer as bytes, of the wanted media type. */
    public HttpResponse<byte[]> bytes(String path, String accept) {
        return exchange(
                request("GET", path, "").header("Accept", accept), BodyHandlers.ofByteArray());
    }

    public <T> HttpResponse<T> exchange(
            String method, String path, String body, HttpResponse.BodyHandler<T> handler) {
        return exchange(request(method, path, body), handler);
    }

    private <T> HttpResponse<T> exchange(
            HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request.build(), handler);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private HttpRequest.Builder request(String method, String path, String body) {
        var request =
                HttpRequest.newBuilder(URI.create(url + path))
                        .method(
                                method,
                                body.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body));
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private static Answer text(HttpResponse<String> response) {
        return new Answer(response.statusCode(), response.body());
    }

    private static Answer succeeded(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer;
    }
}
