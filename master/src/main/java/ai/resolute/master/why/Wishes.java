package ai.resolute.master.why;

import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.store.Database;
import java.time.InstantSource;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Who asked what. It explains a state that is saved elsewhere, and decides nothing. */
public final class Wishes {
    private final Database database;
    private final InstantSource clock;
    private final WishStore store = new WishStore();

    public Wishes(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    public void note(ExperimentId experiment, String verb, String by) {
        save("experiment " + experiment, verb, by);
    }

    public void note(TrialId trial, String verb, String by) {
        save("trial " + trial, verb, by);
    }

    public void forget(Handle handle, ExperimentId experiment) {
        store.delete(handle, "experiment " + experiment);
    }

    public void forget(Handle handle, TrialId trial) {
        store.delete(handle, "trial " + trial);
    }

    public Optional<Wish> last(ExperimentId experiment) {
        return find("experiment " + experiment);
    }

    public Optional<Wish> last(TrialId trial) {
        return find("trial " + trial);
    }

    private void save(String subject, String verb, String by) {
        var wish = new Wish(verb, by, clock.instant());
        database.execute(handle -> store.save(handle, subject, wish));
    }

    private Optional<Wish> find(String subject) {
        return database.read(handle -> store.find(handle, subject));
    }
}
