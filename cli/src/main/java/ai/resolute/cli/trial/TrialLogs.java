package ai.resolute.cli.trial;

import ai.resolute.api.client.LogLineView;
import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.session.Session;
import java.util.ArrayList;
import java.util.List;

/** trial logs: the lines of a trial, from its start or its end, once or as they come. */
public final class TrialLogs implements Command {
    private final Argument<Long> id = Argument.id("ID");
    private final LogChoice choice = new LogChoice();
    private final Session session;

    TrialLogs(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return choice.after(id);
    }

    @Override
    public int run() {
        return print(session, id.value(), choice);
    }

    /** Prints what is chosen; what went wrong on the way is an error, what was printed stays. */
    public static int print(Session session, long trial, LogChoice choice) {
        var around = session.around();
        var path = "/api/v1/trials/" + trial + "/logs?";
        var query = choice.query(around.clock().instant());
        var last = choice.tail() > 0 ? printTail(session, path, query, choice.tail()) : -1;
        if (choice.tail() == 0 || choice.follows()) {
            session.client().stream(
                    path + "follow=" + choice.follows() + query,
                    json -> show(session, new LogLineView(json), last, choice.follows()));
        }
        around.out().flush();
        if (choice.follows() && !around.out().checkError()) {
            var ended = Trials.get(session.client(), trial);
            around.say(
                    "Trial "
                            + trial
                            + " is "
                            + around.errStyle().state(ended.state(), ended.stoppedEarly())
                            + ended.failure().map(why -> ": " + why).orElse(""));
        }
        return 0;
    }

    /** The id of the last line printed, so that following goes on after it. */
    private static long printTail(Session session, String path, String query, int count) {
        var lines = new ArrayList<LogLineView>();
        session.client().stream(
                path + "limit=" + count + "&orderBy=ORDER_BY_DESC" + query,
                json -> lines.add(new LogLineView(json)) && lines.size() < count);
        for (var line : lines.reversed()) {
            session.around().out().println(line.message());
        }
        session.around().out().flush();
        return lines.isEmpty() ? -1 : lines.getFirst().json().whole("id");
    }

    private static boolean show(Session session, LogLineView line, long after, boolean flush) {
        var out = session.around().out();
        if (line.json().whole("id") > after) {
            out.println(line.message());
        }
        return !flush || !out.checkError();
    }
}
