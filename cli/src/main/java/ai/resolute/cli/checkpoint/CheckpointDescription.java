package ai.resolute.cli.checkpoint;

import ai.resolute.api.client.CheckpointView;
import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.OutputOption;
import ai.resolute.cli.output.Wording;
import ai.resolute.cli.session.Session;
import ai.resolute.cli.session.Sheet;
import java.util.List;

/** checkpoint describe: where it comes from, its metrics, its files. */
final class CheckpointDescription implements Command {
    private final Argument<String> uuid = Argument.parameter("UUID", "", Kind.TEXT, "");
    private final OutputOption output = new OutputOption();
    private final Session session;

    CheckpointDescription(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return output.after(uuid);
    }

    @Override
    public int run() {
        var checkpoint = Checkpoints.get(session, uuid.value());
        if (output.isTable()) {
            show(checkpoint);
            return 0;
        }
        output.write(
                session.around(),
                Checkpoints.row(checkpoint)
                        .with("whyFilesLeft", checkpoint.whyFilesLeft())
                        .with("validation", checkpoint.validation().fields())
                        .with("metadata", checkpoint.json().view("metadata").fields())
                        .with("files", checkpoint.files().fields()));
        return 0;
    }

    private void show(CheckpointView checkpoint) {
        var sheet = new Sheet(session.around());
        sheet.title(
                "checkpoint " + checkpoint.uuid(),
                "trial " + checkpoint.trial() + " · experiment " + checkpoint.experiment());
        sheet.line("state", checkpoint.state() + (checkpoint.pinned() ? ", pinned" : ""));
        if (checkpoint.hasFilesLeft()) {
            sheet.line(
                    "its files",
                    checkpoint
                            .whyFilesLeft()
                            .map(why ->
                                    session.around().outStyle().red("are still in storage: " + why))
                            .orElse("are being removed from storage"));
            sheet.time("tried again", checkpoint.nextAttempt());
        }
        sheet.line("trained", Wording.count(checkpoint.batches()) + " batches");
        sheet.line("validation", Wording.pairs(checkpoint.validation().fields()));
        sheet.time("written", checkpoint.reported());
        sheet.line("metadata", Wording.pairs(checkpoint.json().view("metadata").fields()));
        sheet.line("size", Wording.bytes(checkpoint.bytes()));
        var files = checkpoint.files();
        files.fields().keySet().stream()
                .filter(name -> !name.endsWith("/"))
                .forEach(name -> sheet.line("", name + "  " + Wording.bytes(files.whole(name))));
        if (checkpoint.state().equals("COMPLETED")) {
            sheet.line(
                    "take",
                    session.around().pasteable("det checkpoint download " + checkpoint.uuid()));
        }
        sheet.print();
    }
}
