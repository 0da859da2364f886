package ai.resolute.cli.master;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.OutputOption;
import ai.resolute.cli.output.Column;
import ai.resolute.cli.output.Listing;
import ai.resolute.cli.output.Row;
import ai.resolute.cli.session.Session;
import java.util.List;

/** slot list: the slots and what runs on them. */
final class ListSlots implements Command {
    private static final List<Column> COLUMNS =
            List.of(
                    Column.text("agent", "AGENT").whole(),
                    Column.text("slot", "SLOT"),
                    Column.text("device", "DEVICE"),
                    Column.text("enabled", "ENABLED"),
                    Column.text("state", "STATE"),
                    Column.number("experiment", "EXPERIMENT"),
                    Column.number("trial", "TRIAL"));

    private final OutputOption output = new OutputOption();
    private final Session session;

    ListSlots(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return output.arguments();
    }

    @Override
    public int run() {
        var rows =
                Slot.agents(session).stream()
                        .flatMap(agent -> Slot.of(agent).stream())
                        .map(ListSlots::row)
                        .toList();
        output.write(
                session.around(),
                new Listing(COLUMNS, rows),
                "There are no slots. On this machine: det up");
        return 0;
    }

    private static Row row(Slot slot) {
        return new Row()
                .with("agent", slot.agent())
                .with("slot", slot.json().text("id"))
                .with("device", slot.device())
                .with("enabled", slot.json().flag("enabled"))
                .with("state", slot.state())
                .with("experiment", slot.json().number("experimentId").map(Double::longValue))
                .with("trial", slot.json().number("trialId").map(Double::longValue))
                .with("allocation", slot.json().findText("allocationId"));
    }
}
