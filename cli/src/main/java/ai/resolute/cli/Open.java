package ai.resolute.cli;

import ai.resolute.cli.session.Session;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** open: the web page of an experiment or of everything, signed in. */
@Command(description = "Open the web page of an experiment, or of the cluster, in the browser.")
final class Open implements Callable<Integer> {
    private static final List<String> OPENERS = List.of("xdg-open", "open", "wslview");

    @Parameters(
            paramLabel = "ID",
            arity = "0..1",
            description = "an experiment; none for the first page")
    private Optional<Long> id = Optional.empty();

    @Option(names = "--print", description = "only print the address")
    private boolean print;

    private final Session session;

    Open(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        var around = session.around();
        var page = session.page(id.map(experiment -> "experiments/" + experiment).orElse(""));
        around.out().println(page);
        var graphical =
                around.variable("DISPLAY").or(() -> around.variable("WAYLAND_DISPLAY")).isPresent();
        if (!print && graphical && OPENERS.stream().noneMatch(opener -> start(opener, page))) {
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
