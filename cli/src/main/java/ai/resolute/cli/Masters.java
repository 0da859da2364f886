package ai.resolute.cli;

import ai.resolute.api.client.JsonView;
import ai.resolute.api.client.MasterClient;
import ai.resolute.api.client.MasterException;
import ai.resolute.cli.Menu.Entry;
import ai.resolute.cli.output.Column;
import ai.resolute.cli.output.Format;
import ai.resolute.cli.output.Listing;
import ai.resolute.cli.output.Row;
import ai.resolute.cli.session.OutputOption;
import ai.resolute.cli.session.Session;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The nouns master and agent, and version. */
final class Masters {
    static final Menu MENU = Menu.of(Entry.of("info", Info::new));
    static final Menu AGENTS = Menu.of(Entry.of("list ls", Agents::new));

    private Masters() {}

    static String ownVersion() {
        return Optional.ofNullable(Masters.class.getPackage().getImplementationVersion())
                .orElse("0.1.0");
    }

    @Command(description = "Say what the master tells about itself.")
    static final class Info implements Callable<Integer> {
        @Mixin private final OutputOption output = new OutputOption();
        private final Session session;

        Info(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            var told = session.client().get("/api/v1/master");
            if (output.format() == Format.TABLE) {
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
            output.write(session.around(), new Listing(List.of(), List.of(row)), "");
            return 0;
        }
    }

    @Command(description = "List the machines that offer slots.")
    static final class Agents implements Callable<Integer> {
        private static final List<Column> COLUMNS =
                List.of(
                        Column.text("id", "AGENT"),
                        Column.number("slots", "SLOTS"),
                        Column.number("busy", "BUSY"),
                        Column.text("devices", "DEVICES"),
                        Column.text("enabled", "ENABLED"),
                        Column.text("version", "VERSION"));

        @Mixin private final OutputOption output = new OutputOption();
        private final Session session;

        Agents(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            var rows =
                    session.client().get("/api/v1/agents").views("agents").stream()
                            .map(Agents::row)
                            .toList();
            output.write(
                    session.around(),
                    new Listing(COLUMNS, rows),
                    "No machine offers slots. On this one: det up");
            return 0;
        }

        private static Row row(JsonView agent) {
            var slots = agent.view("slots");
            var all = slots.fields().keySet().stream().map(slots::view).toList();
            var devices =
                    all.stream()
                            .map(slot -> slot.view("device"))
                            .map(device ->
                                    device.findText("brand")
                                            .orElse(device.text("type").replace("TYPE_", "")))
                            .distinct()
                            .toList();
            return new Row()
                    .with("id", agent.text("id"))
                    .with("slots", (long) all.size())
                    .with("busy", all.stream().filter(Agents::isBusy).count())
                    .with("devices", String.join(", ", devices))
                    .with("enabled", agent.flag("enabled"))
                    .with("version", agent.text("version"));
        }

        private static boolean isBusy(JsonView slot) {
            @Nullable Object container = slot.fields().get("container");
            return container != null || !slot.text("allocationId").isEmpty();
        }
    }

    @Command(description = "Show the versions of command line and master.")
    static final class Version implements Callable<Integer> {
        private final Session session;

        Version(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            var out = session.around().out();
            out.println("det     " + ownVersion());
            try {
                var info = new MasterClient(session.master(), Optional.empty()).get("/info");
                out.println("master  API " + info.text("version") + " at " + session.master());
            } catch (MasterException absent) {
                out.println("master  none at " + session.master());
            }
            return 0;
        }
    }
}
