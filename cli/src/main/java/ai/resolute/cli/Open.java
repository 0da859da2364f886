package ai.resolute.cli;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.session.Session;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** open: the web page of an experiment or of everything, signed in. */
final class Open implements Command {
    private static final List<String> OPENERS = List.of("xdg-open", "open", "wslview");

    private final Argument<Optional<Long>> id =
            Argument.perhaps("ID", "an experiment; none for the first page", Kind.ID);
    private final Argument<Boolean> print = Argument.flag("--print", "only print the address");
    private final Session session;

    Open(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return List.of(id, print);
    }

    @Override
    public int run() {
        var around = session.around();
        var page =
                session.page(id.value().map(experiment -> "experiments/" + experiment).orElse(""));
        around.out().println(page);
        var graphical =
                around.variable("DISPLAY").or(() -> around.variable("WAYLAND_DISPLAY")).isPresent();
        if (!print.value()
                && graphical
                && OPENERS.stream().noneMatch(opener -> start(opener, page))) {
            around.say("No browser was found here; open the address above.");
        }
        return 0;
    }

    private static boolean start(String opener, String page) {
        try {
            new ProcessBuilder(opener, page)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return true;
        } catch (IOException notHere) {
            return false;
        }
    }
}
