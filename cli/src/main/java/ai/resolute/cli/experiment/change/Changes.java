package ai.resolute.cli.experiment.change;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.Menu;
import ai.resolute.cli.command.Menu.Entry;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.session.Session;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** experiment set and experiment label: what may be changed of an experiment that is there. */
public final class Changes {
    public static final Menu SET =
            Menu.of(
                    words("name"),
                    words("description"),
                    words("notes"),
                    resource(
                            "weight",
                            "Set its weight. It is kept; trials are served in their order.",
                            Changes::number),
                    resource(
                            "priority",
                            "Set its priority, 1 to 99. It is kept; trials are served in their order.",
                            Changes::whole),
                    resource(
                            "max-slots",
                            "Set how many slots its trials may hold together; none for any number.",
                            text -> List.of("none", "null").contains(text) ? 0 : whole(text)),
                    Entry.of(
                            "gc-policy",
                            "Set which checkpoints stay; shows what goes and asks first.",
                            SetPolicy::new));

    public static final Menu LABEL =
            Menu.of(
                    Entry.of(
                            "add",
                            "Put a label on an experiment.",
                            session -> new Relabel(session, "Added label '%s' to experiment %d")),
                    Entry.of(
                            "remove rm",
                            "Take a label off an experiment.",
                            session ->
                                    new Relabel(session, "Removed label '%s' from experiment %d")));

    private Changes() {}

    private static Entry words(String what) {
        return Entry.of(
                what,
                "Set the " + what + " of an experiment.",
                session -> new Set(session, what, text -> Map.of(what, text)));
    }

    private static Entry resource(String what, String description, Function<String, Object> value) {
        var member = what.equals("max-slots") ? "maxSlots" : what;
        return Entry.of(
                what,
                description,
                session ->
                        new Set(
                                session,
                                what,
                                text -> Map.of("resources", Map.of(member, value.apply(text)))));
    }

    private static Object number(String text) {
        return Kind.NUMBER.read(text);
    }

    private static Object whole(String text) {
        return Kind.COUNT.read(text);
    }

    /** Sets one member. */
    private static final class Set implements Command {
        private final Argument<Long> id = Argument.id("ID");
        private final Argument<String> value = Argument.parameter("VALUE", "", Kind.TEXT, "");
        private final Session session;
        private final String what;
        private final Function<String, Map<String, Object>> change;

        Set(Session session, String what, Function<String, Map<String, Object>> change) {
            this.session = session;
            this.what = what;
            this.change = change;
        }

        @Override
        public List<Argument<?>> arguments() {
            return List.of(id, value);
        }

        @Override
        public int run() {
            session.experiments().patch(id.value(), changes());
            session.around()
                    .out()
                    .println(
                            "Set %s of experiment %d to '%s'"
                                    .formatted(what, id.value(), value.value()));
            return 0;
        }

        private Map<String, Object> changes() {
            try {
                return change.apply(value.value());
            } catch (picocli.CommandLine.TypeConversionException wrong) {
                throw Failure.usage(
                        "Cannot set the %s of experiment %d.".formatted(what, id.value()),
                        String.valueOf(wrong.getMessage()),
                        "det experiment set " + what + " --help");
            }
        }
    }

    /** Adds or removes a label. */
    private static final class Relabel implements Command {
        private final Argument<Long> id = Argument.id("ID");
        private final Argument<String> label = Argument.parameter("LABEL", "", Kind.TEXT, "");
        private final Session session;
        private final String done;

        Relabel(Session session, String done) {
            this.session = session;
            this.done = done;
        }

        @Override
        public List<Argument<?>> arguments() {
            return List.of(id, label);
        }

        @Override
        public int run() {
            var path =
                    "/api/v1/experiments/%d/labels/%s"
                            .formatted(
                                    id.value(),
                                    URLEncoder.encode(label.value(), StandardCharsets.UTF_8)
                                            .replace("+", "%20"));
            if (done.startsWith("Added")) {
                session.client().put(path, Map.of());
            } else {
                session.client().delete(path);
            }
            session.around().out().println(done.formatted(label.value(), id.value()));
            return 0;
        }
    }
}
