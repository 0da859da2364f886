package ai.resolute.api.client;

import java.net.URI;
import java.util.Locale;

/**
 * The address of a master in its one canonical form: scheme, host, port, path without a slash at
 * its end.
 */
public record MasterAddress(String url) {
    private static final int OUR_PORT = 8080;

    /**
     * Accepts "host", "host:port" and addresses with a scheme; throws IllegalArgumentException with
     * the reason.
     */
    public static MasterAddress of(String text) {
        var schemeless = !text.contains("://");
        URI uri;
        try {
            uri = URI.create(schemeless ? "http://" + text.strip() : text.strip());
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException("'" + text + "' is no address of a master", bad);
        }
        if (uri.getHost() == null
                || uri.getUserInfo() != null
                || uri.getQuery() != null
                || uri.getFragment() != null) {
            throw new IllegalArgumentException("'" + text + "' is no address of a master");
        }
        var scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        var fallback = schemeless ? OUR_PORT : scheme.equals("https") ? 443 : 80;
        var port = uri.getPort() < 0 ? fallback : uri.getPort();
        var path = uri.getPath().replaceAll("/+$", "");
        return new MasterAddress(scheme + "://" + uri.getHost() + ":" + port + path);
    }

    public boolean isLoopback() {
        var rest = url.substring(url.indexOf("://") + 3);
        return rest.startsWith("127.") || rest.startsWith("localhost:") || rest.startsWith("[::1]");
    }

    @Override
    public String toString() {
        return url;
    }
}
