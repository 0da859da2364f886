package ai.resolute.cli.model;

import ai.resolute.api.client.CheckpointView;
import ai.resolute.api.client.JsonView;
import ai.resolute.cli.command.AskEach;
import ai.resolute.cli.command.Menu;
import ai.resolute.cli.command.Menu.Entry;
import ai.resolute.cli.output.Column;
import ai.resolute.cli.output.Row;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;

/** The noun model. */
public final class Models {
    private static final AskEach.Noun NOUN = new AskEach.Noun("model", "NAME", Models::path);

    public static final Menu MENU =
            Menu.of(
                    Entry.of("list ls", "List the models of the registry.", ListModels::new),
                    Entry.of("create", "Make a model.", CreateModel::new),
                    Entry.of("describe", "Describe a model.", ModelDescription::new),
                    Entry.of("list-versions", "List the versions of a model.", ListVersions::new),
                    Entry.of(
                            "register-version",
                            "Make a checkpoint the next version of a model.",
                            RegisterVersion::new),
                    Entry.of(
                            "delete",
                            "Forget a model and its versions; their checkpoints stay.",
                            DeleteModel::new),
                    Entry.of(
                            "delete-version",
                            "Forget a version of a model; its checkpoint stays.",
                            DeleteVersion::new),
                    Entry.of(
                            "archive",
                            "Leave a model out of lists; it takes no versions.",
                            session -> new AskEach(session, NOUN, "archive", "Archived")),
                    Entry.of(
                            "unarchive",
                            "Show a model in lists again.",
                            session -> new AskEach(session, NOUN, "unarchive", "Unarchived")));

    private Models() {}

    static String path(String name) {
        var word = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        return "/api/v1/models/" + word;
    }

    static Row row(JsonView model) {
        return new Row()
                .with("id", model.whole("id"))
                .with("name", model.text("name"))
                .with("description", model.text("description"))
                .with("versions", model.whole("numVersions"))
                .with("owner", model.text("username"))
                .with("changed", model.time("lastUpdatedTime"))
                .with("archived", model.flag("archived"))
                .with("metadata", model.view("metadata").fields());
    }

    static Row versionRow(JsonView version) {
        var checkpoint = new CheckpointView(version.view("checkpoint"));
        return new Row()
                .with("version", version.whole("version"))
                .with("uuid", checkpoint.uuid())
                .with("trial", checkpoint.trial())
                .with("experiment", checkpoint.experiment())
                .with("batches", checkpoint.batches())
                .with("metric", checkpoint.metric())
                .with("comment", version.text("comment"))
                .with("registered", version.time("creationTime"));
    }

    static List<Column> versionColumns(Clock clock) {
        return List.of(
                Column.number("version", "VERSION"),
                Column.text("uuid", "CHECKPOINT").whole(),
                Column.number("trial", "TRIAL"),
                Column.count("batches", "BATCHES"),
                Column.number("metric", "METRIC"),
                Column.text("comment", "COMMENT"),
                Column.time("registered", "REGISTERED", clock).spare());
    }
}
