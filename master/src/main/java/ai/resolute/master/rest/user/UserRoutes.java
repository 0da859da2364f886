package ai.resolute.master.rest.user;

import static ai.resolute.master.rest.table.Permission.ADMIN;
import static ai.resolute.master.rest.table.Permission.PERSON;

import ai.resolute.api.AccountMessages.ActivateUsersRequest;
import ai.resolute.api.AccountMessages.CreateUserRequest;
import ai.resolute.api.AccountMessages.PatchUserRequest;
import ai.resolute.api.AccountMessages.UserRequest;
import ai.resolute.api.AccountMessages.UserResponse;
import ai.resolute.api.AccountMessages.UserResult;
import ai.resolute.api.AccountMessages.UserResults;
import ai.resolute.api.AccountMessages.UserSortBy;
import ai.resolute.api.AccountMessages.UsersRequest;
import ai.resolute.api.AccountMessages.UsersResponse;
import ai.resolute.master.config.DomainException;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.config.DomainException.NotAllowed;
import ai.resolute.master.id.UserId;
import ai.resolute.master.rest.route.Paging;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Caller;
import ai.resolute.master.rest.table.Route;
import ai.resolute.master.user.ClientPassword;
import ai.resolute.master.user.NewUser;
import ai.resolute.master.user.User;
import ai.resolute.master.user.UserChange;
import ai.resolute.master.user.Users;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Users: who there are, and what administrators change of them. */
public final class UserRoutes {
    private static final String ALL = "/api/v1/users";

    private final Users users;

    public UserRoutes(Services services) {
        users = services.accounts().users();
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        return List.of(
                Route.of("GET", ALL, PERSON, "Users")
                        .answer(UsersRequest.class, UsersResponse.class, this::list),
                Route.of("POST", ALL, PERSON, "Make a user, as an administrator")
                        .answer(CreateUserRequest.class, UserResponse.class, this::create),
                Route.of("PATCH", ALL, ADMIN, "Let many users in, or keep them out")
                        .answer(ActivateUsersRequest.class, UserResults.class, this::activate),
                Route.of("GET", ALL + "/{userId}", PERSON, "One user")
                        .answer(
                                UserRequest.class,
                                UserResponse.class,
                                asked -> answer(users.get(new UserId(asked.message().userId())))),
                Route.of("GET", ALL + "/{username}/by-username", PERSON, "One user, by name")
                        .answer(
                                UserRequest.class,
                                UserResponse.class,
                                asked -> answer(users.get(asked.message().username()))),
                Route.of(
                                "PATCH",
                                ALL + "/{userId}",
                                PERSON,
                                "Change a user, as an administrator or for oneself")
                        .answer(PatchUserRequest.class, UserResponse.class, this::change));
    }

    private UsersResponse list(Asked<UsersRequest> asked) {
        var request = asked.message();
        var part = request.name().toLowerCase(Locale.ROOT);
        var page =
                Paging.of(
                        users.list().stream()
                                .filter(user ->
                                        shownName(user).toLowerCase(Locale.ROOT).contains(part)
                                                || user.username()
                                                        .toLowerCase(Locale.ROOT)
                                                        .contains(part))
                                .filter(user -> fits(request.active(), user.active()))
                                .filter(user -> fits(request.admin(), user.admin()))
                                .sorted(Paging.turned(order(request.sortBy()), request.orderBy()))
                                .map(AccountRoutes::message)
                                .toList(),
                        request.offset(),
                        request.limit());
        return new UsersResponse(page.part(), page.pagination());
    }

    private static boolean fits(Optional<Boolean> wanted, boolean is) {
        return wanted.filter(value -> value != is).isEmpty();
    }

    private static Comparator<User> order(UserSortBy wanted) {
        var byId = Comparator.comparingInt((User user) -> user.id().value());
        var order =
                switch (wanted) {
                    case SORT_BY_UNSPECIFIED -> byId;
                    case SORT_BY_DISPLAY_NAME ->
                            Comparator.comparing(User::displayName, String.CASE_INSENSITIVE_ORDER);
                    case SORT_BY_USER_NAME ->
                            Comparator.comparing(User::username, String.CASE_INSENSITIVE_ORDER);
                    case SORT_BY_NAME ->
                            Comparator.comparing(
                                    UserRoutes::shownName, String.CASE_INSENSITIVE_ORDER);
                    case SORT_BY_ADMIN -> Comparator.comparing(User::admin);
                    case SORT_BY_ACTIVE -> Comparator.comparing(User::active);
                    case SORT_BY_MODIFIED_TIME -> Comparator.comparing(User::modifiedAt);
                    case SORT_BY_LAST_AUTH_TIME ->
                            Comparator.comparing(
                                    (User user) -> user.lastLogin().orElse(Instant.EPOCH));
                };
        return order.thenComparing(byId);
    }

    private static String shownName(User user) {
        return user.displayName().isEmpty() ? user.username() : user.displayName();
    }

    private UserResponse create(Asked<CreateUserRequest> asked) {
        requireAdmin(asked.caller(), "only admin privileged users can create users");
        var wanted = asked.message().user();
        if (wanted == null) {
            throw new InvalidRequest("no_user", "user: missing. Say who is to be made.");
        }
        return answer(
                users.create(
                        new NewUser(
                                wanted.username(),
                                wanted.displayName(),
                                wanted.admin(),
                                wanted.active().orElse(true)),
                        ClientPassword.fresh(
                                asked.message().password(), asked.message().isHashed())));
    }

    private UserResponse change(Asked<PatchUserRequest> asked) {
        var request = asked.message();
        var id = new UserId(request.userId());
        var change =
                new UserChange(
                        request.username(),
                        request.displayName(),
                        request.admin(),
                        request.active(),
                        request.password()
                                .map(given -> ClientPassword.fresh(given, request.isHashed())));
        if (!id.equals(asked.user()) || !change.isPersonal()) {
            requireAdmin(
                    asked.caller(),
                    "only admin privileged users can change other users, or names and rights of anybody");
        }
        users.get(id);
        if (request.agentUserGroup() != null) {
            throw new InvalidRequest(
                    "no_agent_users",
                    "users cannot be linked with users of the machine: every trial runs as the one who started the master. Leave out agentUserGroup.");
        }
        return answer(users.change(id, change));
    }

    private UserResults activate(Asked<ActivateUsersRequest> asked) {
        var change = UserChange.activity(asked.message().activate());
        return new UserResults(
                asked.message().userIds().stream()
                        .map(id -> new UserResult(id, refusal(new UserId(id), change)))
                        .toList());
    }

    private String refusal(UserId id, UserChange change) {
        try {
            users.change(id, change);
            return "";
        } catch (DomainException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    private static void requireAdmin(Caller caller, String why) {
        if (!(caller instanceof Caller.Person person && person.admin())) {
            throw NotAllowed.forbidden("forbidden", why);
        }
    }

    private static UserResponse answer(User user) {
        return new UserResponse(AccountRoutes.message(user));
    }
}
