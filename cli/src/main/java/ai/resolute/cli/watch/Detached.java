package ai.resolute.cli.watch;

import ai.resolute.cli.session.Surroundings;
import java.util.Optional;

/** What is said when somebody leaves with Ctrl-C: the search goes on. */
final class Detached implements AutoCloseable {
    private final Surroundings around;
    private final long id;
    private final Thread hook = new Thread(this::tell, "detached");
    private volatile Optional<LiveRegion> region = Optional.empty();

    Detached(Surroundings around, long id) {
        this.around = around;
        this.id = id;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    void restore(LiveRegion drawn) {
        region = Optional.of(drawn);
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private void tell() {
        region.ifPresent(LiveRegion::close);
        around.say(
                "\ndetached, the search goes on · det experiment wait %1$d comes back · det experiment kill %1$d stops it"
                        .formatted(id));
        around.err().flush();
    }
}
