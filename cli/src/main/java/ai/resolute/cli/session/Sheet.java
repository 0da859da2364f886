package ai.resolute.cli.session;

import ai.resolute.cli.output.Wording;
import java.time.Instant;
import java.util.Optional;

/** A description for people: a title and lines with names. Lines without content are left out. */
public final class Sheet {
    private static final int NAME = 12;

    private final Surroundings around;
    private final StringBuilder text = new StringBuilder();

    public Sheet(Surroundings around) {
        this.around = around;
    }

    public void title(String what, String name) {
        text.append(around.outStyle().bold(what));
        text.append(name.isEmpty() ? "" : " · " + name).append('\n');
    }

    public void line(String name, String content) {
        if (!content.isEmpty()) {
            var indent = "\n" + " ".repeat(NAME + 2);
            text.append("  ")
                    .append(
                            around.outStyle()
                                    .dim(name + " ".repeat(Math.max(1, NAME - name.length()))))
                    .append(content.replace("\n", indent))
                    .append('\n');
        }
    }

    public void time(String name, Optional<Instant> time) {
        var clock = around.clock();
        time.ifPresent(at -> line(name, Wording.time(at, clock.getZone(), clock.instant())));
    }

    public void print() {
        around.out().println(text);
    }
}
