package ai.resolute.cli.model;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.OutputOption;
import ai.resolute.cli.output.Column;
import ai.resolute.cli.output.Listing;
import ai.resolute.cli.session.Session;
import java.util.List;

/** model list: those of the registry, by name. */
final class ListModels implements Command {
    private final Argument<Boolean> all = Argument.flag("-a --all", "archived ones too");
    private final OutputOption output = new OutputOption();
    private final Session session;

    ListModels(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return output.after(all);
    }

    @Override
    public int run() {
        var path = "/api/v1/models?limit=0&sortBy=SORT_BY_NAME";
        var rows =
                session
                        .client()
                        .get(all.value() ? path : path + "&archived=false")
                        .views("models")
                        .stream()
                        .map(Models::row)
                        .toList();
        var columns =
                List.of(
                        Column.text("name", "NAME"),
                        Column.number("versions", "VERSIONS"),
                        Column.text("owner", "OWNER"),
                        Column.time("changed", "CHANGED", session.around().clock()),
                        Column.text("description", "DESCRIPTION"));
        output.write(
                session.around(),
                new Listing(columns, rows),
                "There are no models yet. Make one: det model create NAME");
        return 0;
    }
}
