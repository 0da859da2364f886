package ai.resolute.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Login and users. */
public final class AccountMessages {
    private AccountMessages() {}

    /** A person with an account. */
    public record User(
            int id,
            String username,
            boolean admin,
            boolean active,
            @Nullable Object agentUserGroup,
            String displayName,
            Instant modifiedAt,
            boolean remote,
            @Nullable Instant lastAuthAt) {}

    /**
     * @param isHashed whether {@code password} is already the client's hash
     */
    public record LoginRequest(String username, String password, boolean isHashed) {}

    /** The token goes into the Authorization header of later requests. */
    public record LoginResponse(String token, User user) {}

    /** Who is logged in. */
    public record UserResponse(User user) {}

    /** A token for the browser to keep; without one, the token of this very request. */
    public record SessionRequest(String token) {}
}
