package ai.resolute.api;

import ai.resolute.api.PageMessages.OrderBy;
import ai.resolute.api.PageMessages.Pagination;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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

    /**
     * A user that is to be made.
     *
     * @param active true where it is not said
     */
    public record NewUser(
            String username, String displayName, boolean admin, Optional<Boolean> active) {}

    /** Makes a user; {@code isHashed} as for a login. */
    public record CreateUserRequest(@Nullable NewUser user, String password, boolean isHashed) {}

    /** What users may be sorted by. */
    public enum UserSortBy {
        SORT_BY_UNSPECIFIED,
        SORT_BY_DISPLAY_NAME,
        SORT_BY_USER_NAME,
        SORT_BY_ADMIN,
        SORT_BY_ACTIVE,
        SORT_BY_MODIFIED_TIME,
        SORT_BY_NAME,
        SORT_BY_LAST_AUTH_TIME
    }

    /** Which users; {@code name} is a part of a name. */
    public record UsersRequest(
            UserSortBy sortBy,
            OrderBy orderBy,
            int offset,
            int limit,
            String name,
            Optional<Boolean> active,
            Optional<Boolean> admin) {}

    /** Some users. */
    public record UsersResponse(List<User> users, Pagination pagination) {}

    /** Names a user in the path, by number or by name. */
    public record UserRequest(int userId, String username) {}

    /** What is changed of a user; what is not there stays. */
    public record PatchUserRequest(
            int userId,
            Optional<String> username,
            Optional<String> displayName,
            Optional<Boolean> admin,
            Optional<Boolean> active,
            Optional<String> password,
            boolean isHashed,
            @Nullable Object agentUserGroup) {}

    /** Lets many users in, or keeps them out. */
    public record ActivateUsersRequest(List<Integer> userIds, boolean activate) {}

    /** What became of one; no error means that it was done. */
    public record UserResult(int id, String error) {}

    /** What became of each. */
    public record UserResults(List<UserResult> results) {}
}
