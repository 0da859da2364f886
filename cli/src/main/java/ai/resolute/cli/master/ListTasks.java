package ai.resolute.cli.master;

import ai.resolute.api.client.JsonView;
import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.OutputOption;
import ai.resolute.cli.output.Column;
import ai.resolute.cli.output.Listing;
import ai.resolute.cli.output.Row;
import ai.resolute.cli.session.Session;
import java.util.List;

/** task list: what holds slots or waits for some, and why. */
final class ListTasks implements Command {
    private final OutputOption output = new OutputOption();
    private final Session session;

    ListTasks(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return output.arguments();
    }

    @Override
    public int run() {
        var all = session.client().get("/api/v1/tasks").view("allocationIdToSummary");
        var rows = all.fields().keySet().stream().map(id -> row(all.view(id))).toList();
        output.write(
                session.around(),
                new Listing(columns(), rows),
                "Nothing runs or waits. What has ended: det experiment list");
        return 0;
    }

    private List<Column> columns() {
        return List.of(
                Column.text("id", "TASK"),
                Column.text("name", "NAME"),
                Column.number("slots", "SLOTS"),
                Column.text("state", "STATE"),
                Column.number("experiment", "EXPERIMENT"),
                Column.number("trial", "TRIAL"),
                Column.time("registered", "SINCE", session.around().clock()),
                Column.text("waitReason", "WAITS FOR"));
    }

    private static Row row(JsonView task) {
        return new Row()
                .with("id", task.text("taskId"))
                .with("allocation", task.text("allocationId"))
                .with("name", task.text("name"))
                .with("slots", task.whole("slotsNeeded"))
                .with("state", task.text("state").replace("STATE_", ""))
                .with("experiment", task.whole("experimentId"))
                .with("trial", task.whole("trialId"))
                .with("registered", task.time("registeredTime"))
                .with("waitReason", task.findText("waitReason"));
    }
}
