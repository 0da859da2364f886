package ai.resolute.cli.model;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.OutputOption;
import ai.resolute.cli.output.Wording;
import ai.resolute.cli.session.Session;
import ai.resolute.cli.session.Sheet;
import java.util.List;

/** model describe: what is written about it, and its newest version. */
final class ModelDescription implements Command {
    private final Argument<String> name = Argument.parameter("NAME", "", Kind.TEXT, "");
    private final OutputOption output = new OutputOption();
    private final Session session;

    ModelDescription(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return output.after(name);
    }

    @Override
    public int run() {
        var model = session.client().get(Models.path(name.value())).view("model");
        if (!output.isTable()) {
            output.write(session.around(), Models.row(model));
            return 0;
        }
        var sheet = new Sheet(session.around());
        sheet.title("model " + model.text("name"), "number " + model.whole("id"));
        sheet.line("description", model.text("description"));
        sheet.line("versions", String.valueOf(model.whole("numVersions")));
        sheet.line("owner", model.text("username"));
        sheet.time("changed", model.time("lastUpdatedTime"));
        sheet.line("metadata", Wording.pairs(model.view("metadata").fields()));
        sheet.line("notes", model.text("notes"));
        sheet.line("state", model.flag("archived") ? "archived" : "");
        session
                .client()
                .get(Models.path(name.value()) + "/versions?limit=1")
                .views("modelVersions")
                .stream()
                .map(version -> version.view("checkpoint").text("uuid"))
                .forEach(uuid -> sheet.line("newest", uuid));
        sheet.print();
        return 0;
    }
}
