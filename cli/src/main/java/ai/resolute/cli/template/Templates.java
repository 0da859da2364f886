package ai.resolute.cli.template;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.Menu;
import ai.resolute.cli.command.Menu.Entry;
import ai.resolute.cli.command.OutputOption;
import ai.resolute.cli.command.TreeOption;
import ai.resolute.cli.context.ExperimentFile;
import ai.resolute.cli.output.Column;
import ai.resolute.cli.output.Format;
import ai.resolute.cli.output.Listing;
import ai.resolute.cli.output.Row;
import ai.resolute.cli.session.Session;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The noun template. */
public final class Templates {
    public static final Menu MENU =
            Menu.of(
                    Entry.of("list ls", "List templates.", ListTemplates::new),
                    Entry.of("describe", "Print a template, as YAML.", Describe::new),
                    Entry.of("set", "Make a template from a file, or replace it.", Set::new),
                    Entry.of("remove rm", "Remove templates.", Remove::new));

    private Templates() {}

    private static String path(String name) {
        return "/api/v1/templates/"
                + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static Argument<String> name() {
        return Argument.parameter("NAME", "", Kind.TEXT, "");
    }

    private static final class ListTemplates implements Command {
        private final Argument<Boolean> details =
                Argument.flag("-d --details", "with their configurations");
        private final OutputOption output = new OutputOption();
        private final Session session;

        ListTemplates(Session session) {
            this.session = session;
        }

        @Override
        public List<Argument<?>> arguments() {
            return output.after(details);
        }

        @Override
        public int run() {
            var rows =
                    session.client().get("/api/v1/templates").views("templates").stream()
                            .map(each ->
                                    new Row()
                                            .with("name", each.text("name"))
                                            .with("config", each.view("config").fields()))
                            .toList();
            var columns = List.of(Column.text("name", "NAME"), Column.text("config", "CONFIG"));
            output.write(
                    session.around(),
                    new Listing(details.value() ? columns : columns.subList(0, 1), rows),
                    "No templates yet. Make one: det template set NAME FILE");
            return 0;
        }
    }

    private static final class Describe implements Command {
        private final Argument<String> name = name();
        private final TreeOption output = new TreeOption(Format.YAML);
        private final Session session;

        Describe(Session session) {
            this.session = session;
        }

        @Override
        public List<Argument<?>> arguments() {
            return output.after(name);
        }

        @Override
        public int run() {
            var template = session.client().get(path(name.value())).view("template");
            output.write(session.around(), template.view("config").fields());
            return 0;
        }
    }

    private static final class Set implements Command {
        private final Argument<String> name = name();
        private final Argument<Path> file =
                Argument.parameter("FILE", "YAML or JSON", Kind.PATH, Path.of(""));
        private final Session session;

        Set(Session session) {
            this.session = session;
        }

        @Override
        public List<Argument<?>> arguments() {
            return List.of(name, file);
        }

        @Override
        public int run() {
            var config = ExperimentFile.read(file.value()).tree();
            session.client()
                    .put(path(name.value()), Map.of("name", name.value(), "config", config));
            session.around().out().println("Set template " + name.value());
            return 0;
        }
    }

    private static final class Remove implements Command {
        private final Argument<List<String>> names =
                Argument.parameters("NAME", "one or several templates", Kind.TEXT);
        private final Session session;

        Remove(Session session) {
            this.session = session;
        }

        @Override
        public List<Argument<?>> arguments() {
            return List.of(names);
        }

        @Override
        public int run() {
            for (var name : names.value()) {
                session.client().delete(path(name));
                session.around().out().println("Removed template " + name);
            }
            return 0;
        }
    }
}
