package ai.resolute.cli.model;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.OutputOption;
import ai.resolute.cli.output.Listing;
import ai.resolute.cli.session.Session;
import java.util.List;

/** model list-versions: checkpoints, the newest first. */
final class ListVersions implements Command {
    private final Argument<String> name = Argument.parameter("NAME", "", Kind.TEXT, "");
    private final OutputOption output = new OutputOption();
    private final Session session;

    ListVersions(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return output.after(name);
    }

    @Override
    public int run() {
        var rows =
                session
                        .client()
                        .get(Models.path(name.value()) + "/versions?limit=0")
                        .views("modelVersions")
                        .stream()
                        .map(Models::versionRow)
                        .toList();
        output.write(
                session.around(),
                new Listing(Models.versionColumns(session.around().clock()), rows),
                "Model %s has no versions yet. Add one: det model register-version %s UUID"
                        .formatted(name.value(), name.value()));
        return 0;
    }
}
