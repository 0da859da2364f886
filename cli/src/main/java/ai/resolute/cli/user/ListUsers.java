package ai.resolute.cli.user;

import ai.resolute.api.client.JsonView;
import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.OutputOption;
import ai.resolute.cli.output.Column;
import ai.resolute.cli.output.Listing;
import ai.resolute.cli.output.Row;
import ai.resolute.cli.session.Session;
import java.util.List;

/** user list: those who may sign in, or all. */
final class ListUsers implements Command {
    private final Argument<Boolean> all =
            Argument.flag("-a --all", "those too who may not sign in");
    private final OutputOption output = new OutputOption();
    private final Session session;

    ListUsers(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return output.after(all);
    }

    @Override
    public int run() {
        var path = "/api/v1/users?sortBy=SORT_BY_USER_NAME" + (all.value() ? "" : "&active=true");
        var rows = session.client().get(path).views("users").stream().map(ListUsers::row).toList();
        output.write(session.around(), new Listing(columns(), rows), "There are no users.");
        return 0;
    }

    private List<Column> columns() {
        return List.of(
                Column.number("id", "ID"),
                Column.text("username", "USER"),
                Column.text("displayName", "DISPLAY NAME"),
                Column.text("admin", "ADMIN"),
                Column.text("active", "ACTIVE"),
                Column.time("lastLogin", "LAST SIGNED IN", session.around().clock()));
    }

    private static Row row(JsonView user) {
        return new Row()
                .with("id", user.whole("id"))
                .with("username", user.text("username"))
                .with("displayName", user.findText("displayName"))
                .with("admin", user.flag("admin"))
                .with("active", user.flag("active"))
                .with("lastLogin", user.time("lastAuthAt"));
    }
}
