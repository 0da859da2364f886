package ai.resolute.cli.checkpoint;

import ai.resolute.api.client.CheckpointView;
import ai.resolute.cli.command.Menu;
import ai.resolute.cli.command.Menu.Entry;
import ai.resolute.cli.output.Row;
import ai.resolute.cli.session.Session;

/** The noun checkpoint. */
public final class Checkpoints {
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
                            DownloadCheckpoint::new));

    private Checkpoints() {}

    static CheckpointView get(Session session, String uuid) {
        var answer = session.client().get("/api/v1/checkpoints/" + uuid);
        return new CheckpointView(answer.view("checkpoint"));
    }

    static Row row(CheckpointView checkpoint) {
        return new Row()
                .with("uuid", checkpoint.uuid())
                .with("trial", checkpoint.trial())
                .with("experiment", checkpoint.experiment())
                .with("batches", checkpoint.batches())
                .with("state", checkpoint.state())
                .with("metric", checkpoint.metric())
                .with("bytes", checkpoint.bytes())
                .with("reported", checkpoint.reported());
    }
}
