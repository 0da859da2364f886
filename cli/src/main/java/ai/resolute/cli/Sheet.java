package ai.resolute.cli;

import ai.resolute.cli.output.Wording;
import ai.resolute.cli.session.Surroundings;
import java.time.Instant;
import java.util.Optional;

/** A description for people: a title and lines with names. Lines without content are left out. */
final class Sheet {
    private static final int NAME = 12;

    private final Surroundings around;
    private final StringBuilder text = new StringBuilder();

    Sheet(Surroundings around) {
        this.around = around;
    }

    void title(String what, String name) {
        text.append(around.outStyle().bold(what));
        text.append(name.isEmpty() ? "" : " · " + name).append('\n');
    }

    void line(String name, String content) {
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

    void time(String name, Optional<Instant> time) {
        var clock = around.clock();
        time.ifPresent(at -> line(name, Wording.time(at, clock.getZone(), clock.instant())));
    }

    void print() {
        around.out().println(text);
    }
}
