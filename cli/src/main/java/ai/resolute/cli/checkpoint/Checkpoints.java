package ai.resolute.cli.checkpoint;

import ai.resolute.api.client.CheckpointView;
import ai.resolute.cli.command.AskEach;
import ai.resolute.cli.command.Menu;
import ai.resolute.cli.command.Menu.Entry;
import ai.resolute.cli.output.Column;
import ai.resolute.cli.output.Listing;
import ai.resolute.cli.output.Row;
import ai.resolute.cli.session.Session;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The noun checkpoint. */
public final class Checkpoints {
    private static final AskEach.Noun NOUN =
            new AskEach.Noun("checkpoint", "UUID", uuid -> "/api/v1/checkpoints/" + uuid);

    public static final Menu MENU =
            Menu.of(
                    Entry.of(
                            "list ls",
                            "List the checkpoints of an experiment, best first.",
                            ListCheckpoints::new),
                    Entry.of(
                            "describe",
                            "Describe a checkpoint: where it comes from, its metrics, its files.",
                            CheckpointDescription::new),
                    Entry.of(
                            "download",
                            "Download a checkpoint into a directory.",
                            DownloadCheckpoint::new),
                    Entry.of(
                            "pin",
                            "Let checkpoints stay, whatever the policy.",
                            session -> new AskEach(session, NOUN, "pin", "Pinned")),
                    Entry.of(
                            "unpin",
                            "Leave checkpoints to the policy again.",
                            session -> new AskEach(session, NOUN, "unpin", "Unpinned")),
                    Entry.of(
                            "delete rm",
                            "Delete checkpoints for good, or only some of their files.",
                            DeleteCheckpoints::new));

    private Checkpoints() {}

    static CheckpointView get(Session session, String uuid) {
        var answer = session.client().get("/api/v1/checkpoints/" + uuid);
        return new CheckpointView(answer.view("checkpoint"));
    }

    public static Row row(CheckpointView checkpoint) {
        return new Row()
                .with("uuid", checkpoint.uuid())
                .with("trial", checkpoint.trial())
                .with("experiment", checkpoint.experiment())
                .with("batches", checkpoint.batches())
                .with("state", checkpoint.state())
                .with("metric", checkpoint.metric())
                .with("bytes", checkpoint.bytes())
                .with("reported", checkpoint.reported())
                .with("pinned", checkpoint.pinned())
                .with("filesLeft", checkpoint.hasFilesLeft());
    }

    /** Rows as {@link #row} makes them; a table says which are pinned where one is. */
    public static Listing listing(List<Row> rows, String metric, Clock clock) {
        var columns = new ArrayList<>(columns(metric, clock));
        if (rows.stream().anyMatch(row -> Boolean.TRUE.equals(row.values().get("pinned")))) {
            columns.add(
                    1,
                    Column.text("pinned", "PIN")
                            .shownAs(pinned -> Boolean.TRUE.equals(pinned) ? "yes" : ""));
        }
        return new Listing(columns, rows);
    }

    private static List<Column> columns(String metric, Clock clock) {
        return List.of(
                Column.text("uuid", "UUID").whole(),
                Column.number("trial", "TRIAL"),
                Column.count("batches", "BATCHES"),
                Column.number("metric", metric.isEmpty() ? "METRIC" : metric),
                Column.bytes("bytes", "SIZE").spare(),
                Column.text("state", "STATE").whole(),
                Column.time("reported", "WRITTEN", clock).spare());
    }
}
