package ai.resolute.cli.master;

import ai.resolute.api.client.JsonView;
import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.session.Session;
import java.util.List;

/** master logs: what the master says of itself since its start. */
final class MasterLogs implements Command {
    private final Argument<Boolean> follow = Argument.flag("-f --follow", "go on as lines come");
    private final Argument<Integer> tail =
            Argument.option("--tail", "N", "only the last N lines", Kind.COUNT, 0);
    private final Session session;

    MasterLogs(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return List.of(follow, tail);
    }

    @Override
    public int run() {
        var out = session.around().out();
        var path =
                "/api/v1/master/logs?follow="
                        + follow.value()
                        + (tail.value() > 0 ? "&offset=-" + tail.value() : "");
        session.client().stream(
                path,
                line -> {
                    out.println(text(line.view("logEntry")));
                    return !follow.value() || !out.checkError();
                });
        out.flush();
        return 0;
    }

    private static String text(JsonView entry) {
        return "%s [%s] %s"
                .formatted(
                        entry.text("timestamp"),
                        entry.text("level").replace("LOG_LEVEL_", ""),
                        entry.text("message"));
    }
}
