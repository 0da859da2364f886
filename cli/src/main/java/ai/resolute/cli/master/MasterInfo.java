package ai.resolute.cli.master;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.OutputOption;
import ai.resolute.cli.output.Row;
import ai.resolute.cli.session.Session;
import ai.resolute.cli.session.Sheet;
import java.util.List;

/** master info: what the master tells about itself. */
final class MasterInfo implements Command {
    private final OutputOption output = new OutputOption();
    private final Session session;

    MasterInfo(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return output.arguments();
    }

    @Override
    public int run() {
        var told = session.client().get("/api/v1/master");
        if (output.isTable()) {
            var sheet = new Sheet(session.around());
            sheet.title("master", session.master().url());
            sheet.line("version", told.text("version"));
            sheet.line("cluster", told.text("clusterName"));
            sheet.line("cluster id", told.text("clusterId"));
            sheet.line("master id", told.text("masterId"));
            sheet.line("page", session.address(""));
            sheet.print();
            return 0;
        }
        var row = new Row().with("address", session.master().url());
        told.fields().forEach(row::with);
        output.write(session.around(), row);
        return 0;
    }
}
