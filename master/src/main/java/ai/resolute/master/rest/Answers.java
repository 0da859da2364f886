package ai.resolute.master.rest;

import ai.resolute.api.wire.Wire;
import ai.resolute.master.rest.table.Refusal;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;

/** Writes answers. */
final class Answers {
    private Answers() {}

    static void json(ServerResponse response, int status, Object body) {
        response.status(status);
        response.header(HeaderNames.CONTENT_TYPE, "application/json");
        response.send(Wire.write(body));
    }

    /** A refusal in the form that clients of this address expect. */
    static void refuse(ServerResponse response, String path, Refusal refusal) {
        json(
                response,
                refusal.status(),
                path.startsWith("/api/") ? refusal.unaryBody() : refusal.plainBody());
    }
}
