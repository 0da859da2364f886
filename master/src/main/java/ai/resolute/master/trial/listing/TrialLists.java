package ai.resolute.master.trial.listing;

import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.store.Database;
import ai.resolute.master.trial.listing.TrialQuery.Direction;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Parts of lists of trials. */
public final class TrialLists {
    private final Database database;
    private final Clock clock;
    private final FigureStore store = new FigureStore();

    public TrialLists(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Reads all of an answer in one transaction: as of one moment, and for much less. */
    public <T> T together(Supplier<T> answer) {
        return database.read(_ -> answer.get());
    }

    /** How many there are in all. */
    public int count(TrialQuery query) {
        return database.read(handle -> store.count(handle, query));
    }

    /** At most so many, in their order, from a number of them on. */
    public List<Place> list(TrialQuery query, int offset, int limit) {
        return database.read(handle -> store.list(handle, query, offset, limit, clock.instant()));
    }

    /** At most so many, in their order, behind a place. */
    public List<Place> listBehind(TrialQuery query, Place place, int limit) {
        return database.read(
                handle -> store.listBehind(handle, query, place, limit, clock.instant()));
    }

    /** How many trials experiments have that are not archived. */
    public int countShown() {
        return database.read(store::countShown);
    }

    /** Some trials of experiments that are not archived, in the order of their numbers. */
    public List<TrialId> listShown(Direction direction, int offset, int limit) {
        return database.read(handle -> store.listShown(handle, direction, offset, limit));
    }

    /** When a trial ended. */
    public record End(TrialId trial, Instant at) {}

    /** Those of an experiment that are over, in the order of their numbers. */
    public List<End> ended(ExperimentId experiment) {
        return database.read(handle -> store.ended(handle, experiment));
    }

    /** The numbers of all trials of an experiment, in their order. */
    public List<TrialId> numbers(ExperimentId experiment) {
        return database.read(handle -> store.numbers(handle, experiment));
    }

    /** What trials of an experiment ended with, those that failed first first. */
    public List<Failed> failures(ExperimentId experiment) {
        return database.read(handle -> store.failures(handle, experiment));
    }

    /** The best trial of an experiment; the earlier of equal ones. */
    public Optional<Place> best(ExperimentId experiment, boolean smallerIsBetter) {
        return database.read(handle -> store.best(handle, experiment, smallerIsBetter));
    }

    /** The step of the best validation of a trial. */
    public Optional<Long> bestSteps(TrialId trial) {
        return database.read(handle -> store.bestSteps(handle, trial));
    }
}
