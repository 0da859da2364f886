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

/** agent list: the machines that offer slots. */
final class ListAgents implements Command {
    private static final List<Column> COLUMNS =
            List.of(
                    Column.text("id", "AGENT").whole(),
                    Column.number("slots", "SLOTS"),
                    Column.number("busy", "BUSY"),
                    Column.text("devices", "DEVICES"),
                    Column.text("enabled", "ENABLED"),
                    Column.text("version", "VERSION"));

    private final OutputOption output = new OutputOption();
    private final Session session;

    ListAgents(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return output.arguments();
    }

    @Override
    public int run() {
        var rows = Slot.agents(session).stream().map(ListAgents::row).toList();
        output.write(
                session.around(),
                new Listing(COLUMNS, rows),
                "No machine offers slots. On this one: det up");
        return 0;
    }

    private static Row row(JsonView agent) {
        var slots = Slot.of(agent);
        return new Row()
                .with("id", agent.text("id"))
                .with("slots", (long) slots.size())
                .with("busy", slots.stream().filter(Slot::isBusy).count())
                .with(
                        "devices",
                        String.join(", ", slots.stream().map(Slot::device).distinct().toList()))
                .with("enabled", agent.flag("enabled"))
                .with("version", agent.text("version"));
    }
}
