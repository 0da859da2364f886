package ai.resolute.master.rest.table;

import ai.resolute.api.wire.MalformedMessage;
import ai.resolute.master.config.DomainException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a request was refused: the HTTP status and the words of the published API for it.
 *
 * @param code number of the gRPC status
 * @param reason name of the gRPC status
 * @param details further members of the error object
 */
public record Refusal(
        int status, int code, String reason, String message, Map<String, Object> details) {

    /** The refusal that an exception stands for; anything unforeseen is an internal error. */
    public static Refusal of(Throwable fault) {
        return switch (fault) {
            case DomainException known -> of(known);
            case MalformedMessage malformed ->
                    new Refusal(400, 3, "InvalidArgument", words(malformed), Map.of());
            case TooLarge large -> new Refusal(413, 8, "ResourceExhausted", words(large), Map.of());
            default ->
                    new Refusal(
                            500,
                            13,
                            "Internal",
                            "the master failed at this request; its log says why",
                            Map.of());
        };
    }

    /** No such operation. */
    public static Refusal unimplemented() {
        return new Refusal(501, 12, "Unimplemented", "Not Implemented", Map.of());
    }

    private static Refusal of(DomainException fault) {
        var details = new LinkedHashMap<String, Object>();
        details.put("kind", fault.code());
        details.putAll(fault.details());
        return switch (fault) {
            case DomainException.NotFound _ ->
                    new Refusal(404, 5, "NotFound", words(fault), details);
            case DomainException.InvalidRequest _ ->
                    new Refusal(400, 3, "InvalidArgument", words(fault), details);
            case DomainException.Conflict _ ->
                    new Refusal(409, 10, "Aborted", words(fault), details);
            case DomainException.NotAllowed who when who.known() ->
                    new Refusal(403, 7, "PermissionDenied", words(fault), details);
            case DomainException.NotAllowed _ ->
                    new Refusal(401, 16, "Unauthenticated", words(fault), details);
            case DomainException.Unavailable _ ->
                    new Refusal(503, 14, "Unavailable", words(fault), details);
        };
    }

    private static String words(RuntimeException fault) {
        var message = fault.getMessage();
        return message == null ? fault.getClass().getSimpleName() : message;
    }

    /** The body of an operation under /api/v1. */
    public Map<String, Object> unaryBody() {
        var error = new LinkedHashMap<String, Object>();
        error.put("code", code);
        error.put("reason", reason);
        error.put("error", message);
        error.putAll(details);
        return Map.of("error", error);
    }

    /** The body, or the last line, of a stream. */
    public Map<String, Object> streamBody() {
        var error = new LinkedHashMap<String, Object>();
        error.put("grpcCode", code);
        error.put("httpCode", status);
        error.put("message", message);
        error.put("httpStatus", reason.replaceAll("(?<=[a-z])(?=[A-Z])", " "));
        error.put("details", java.util.List.of());
        return Map.of("error", error);
    }

    /** The body of an address outside /api/v1. */
    public Map<String, Object> plainBody() {
        return Map.of("message", status == 401 ? "Unauthorized" : message);
    }

    /** A body is larger than the server takes. */
    public static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public TooLarge(long limit) {
            super(
                    "the request body is larger than "
                            + limit / (1024 * 1024)
                            + " MiB. Send less: keep data out of the context directory, for"
                            + " example with a .detignore file");
        }
    }
}
