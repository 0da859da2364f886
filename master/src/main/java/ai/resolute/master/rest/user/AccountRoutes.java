package ai.resolute.master.rest.user;

import static ai.resolute.master.rest.table.Permission.OPEN;
import static ai.resolute.master.rest.table.Permission.SIGNED_IN;

import ai.resolute.api.AccountMessages.LoginRequest;
import ai.resolute.api.AccountMessages.LoginResponse;
import ai.resolute.api.AccountMessages.SessionRequest;
import ai.resolute.api.AccountMessages.UserResponse;
import ai.resolute.api.PageMessages.Nothing;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Caller;
import ai.resolute.master.rest.table.Route;
import ai.resolute.master.user.ClientPassword;
import ai.resolute.master.user.User;
import java.util.List;
import java.util.Optional;

/** Login and who one is. */
public final class AccountRoutes {
    private final Services.Accounts accounts;

    public AccountRoutes(Services services) {
        accounts = services.accounts();
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        return List.of(
                Route.of("POST", "/api/v1/auth/login", OPEN, "Log in with name and password")
                        .answer(LoginRequest.class, LoginResponse.class, this::login),
                Route.of("POST", "/api/v1/auth/logout", SIGNED_IN, "End this session")
                        .answer(Nothing.class, Nothing.class, this::logout),
                Route.of("POST", "/api/v1/auth/session", OPEN, "Keep a token in the browser (ours)")
                        .answer(SessionRequest.class, UserResponse.class, this::keep),
                Route.of("GET", "/api/v1/auth/user", SIGNED_IN, "Who is logged in")
                        .answer(Nothing.class, UserResponse.class, this::me),
                Route.of("GET", "/api/v1/me", SIGNED_IN, "Who is logged in")
                        .answer(Nothing.class, UserResponse.class, this::me));
    }

    private LoginResponse login(Asked<LoginRequest> asked) {
        var given = asked.message();
        var password =
                given.isHashed()
                        ? new ClientPassword(given.password())
                        : ClientPassword.ofPlain(given.password());
        var login = accounts.users().login(given.username(), password);
        asked.cookie().accept(Optional.of(login.token()));
        return new LoginResponse(login.token(), message(login.user()));
    }

    private Nothing logout(Asked<Nothing> asked) {
        if (!(asked.caller() instanceof Caller.Person person)) {
            throw new InvalidRequest(
                    "worker_session", "cannot manually logout of an allocation session");
        }
        accounts.sessions().close(person.token());
        asked.cookie().accept(Optional.empty());
        return new Nothing();
    }

    private UserResponse keep(Asked<SessionRequest> asked) {
        // A session of its own, so that signing out here leaves the given token valid.
        var login = accounts.users().loginBeside(asked.message().token());
        asked.cookie().accept(Optional.of(login.token()));
        return new UserResponse(message(login.user()));
    }

    private UserResponse me(Asked<Nothing> asked) {
        return new UserResponse(message(accounts.users().get(asked.user())));
    }

    static ai.resolute.api.AccountMessages.User message(User user) {
        return new ai.resolute.api.AccountMessages.User(
                user.id().value(),
                user.username(),
                user.admin(),
                user.active(),
                null,
                user.displayName(),
                user.modifiedAt(),
                false,
                user.lastLogin().orElse(null));
    }
}
