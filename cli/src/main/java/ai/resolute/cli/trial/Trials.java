package ai.resolute.cli.trial;

import ai.resolute.api.client.MasterClient;
import ai.resolute.api.client.TrialView;
import ai.resolute.cli.command.Menu;
import ai.resolute.cli.command.Menu.Entry;

/** The noun trial. */
public final class Trials {
    public static final Menu MENU =
            Menu.of(
                    Entry.of("list ls", "List the trials of an experiment.", ListTrials::new),
                    Entry.of(
                            "describe",
                            "Describe a trial: state, reasons, hyperparameters, metrics.",
                            TrialDescription::new),
                    Entry.of("logs", "Print the log of a trial.", TrialLogs::new),
                    Entry.of(
                            "download",
                            "Download the best, the latest or a named checkpoint of a trial.",
                            DownloadTrial::new),
                    Entry.of(
                            "kill",
                            "Stop trials at once, without a checkpoint. The search goes on with the others.",
                            KillTrials::new));

    private Trials() {}

    static TrialView get(MasterClient client, long id) {
        return new TrialView(client.get("/api/v1/trials/" + id).view("trial"));
    }
}
