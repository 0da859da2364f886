package ai.resolute.master;

import ai.resolute.master.allocation.Allocation;
import ai.resolute.master.allocation.Allocations;
import ai.resolute.master.allocation.Queue;
import ai.resolute.master.allocation.Spool;
import ai.resolute.master.checkpoint.Checkpoints;
import ai.resolute.master.checkpoint.file.Removals;
import ai.resolute.master.checkpoint.file.StorageWorker;
import ai.resolute.master.config.ConfigDefaults;
import ai.resolute.master.duty.Duties;
import ai.resolute.master.experiment.Experiment;
import ai.resolute.master.experiment.Experiments;
import ai.resolute.master.experiment.collection.Collections;
import ai.resolute.master.experiment.collection.Collector;
import ai.resolute.master.experiment.launch.Cluster;
import ai.resolute.master.experiment.launch.Launches;
import ai.resolute.master.experiment.ranking.Leaders;
import ai.resolute.master.experiment.removal.Eraser;
import ai.resolute.master.experiment.removal.EventFiles;
import ai.resolute.master.experiment.retention.LogRetention;
import ai.resolute.master.log.Logs;
import ai.resolute.master.metrics.Metrics;
import ai.resolute.master.registry.Models;
import ai.resolute.master.resource.ResourceManager;
import ai.resolute.master.schedule.FirstInFirstOut;
import ai.resolute.master.store.Database;
import ai.resolute.master.template.Templates;
import ai.resolute.master.trial.Reports;
import ai.resolute.master.trial.Trial;
import ai.resolute.master.trial.TrialLog;
import ai.resolute.master.trial.Trials;
import ai.resolute.master.trial.listing.FigureStore;
import ai.resolute.master.user.Sessions;
import ai.resolute.master.user.Users;
import ai.resolute.master.why.Why;
import ai.resolute.master.why.Wishes;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** All services of a master over one database and one resource manager, wired. */
final class Engine {
    final Database database;
    final ResourceManager resources;
    final Duties duties;
    final Duties storageDuties;
    final Sessions sessions;
    final Users users;
    final Metrics metrics;
    final Checkpoints checkpoints;
    final Logs logs;
    final Allocations allocations;
    final Trials trials;
    final Reports reports;
    final Experiments experiments;
    final Leaders leaders;
    final Templates templates;
    final Why why;
    final Models models;
    final Removals removals;
    final EventFiles events = new EventFiles();
    final Collector collector;
    final StorageWorker storages;
    final LogRetention retention;

    Engine(
            Database database,
            ResourceManager resources,
            StorageWorker storages,
            Clock clock,
            Supplier<ConfigDefaults> defaults) {
        var random = new SecureRandom();
        this.database = database;
        this.resources = resources;
        duties = new Duties(clock);
        storageDuties = new Duties(clock);
        this.storages = storages;
        sessions = new Sessions(database, random, clock);
        users = new Users(database, sessions, random, clock);
        metrics = new Metrics(database);
        checkpoints = new Checkpoints(database);
        checkpoints.serve(new FigureStore()::stored);
        logs = new Logs(database, clock);
        var queue = new Queue(new FirstInFirstOut());
        allocations = new Allocations(database, resources, queue, duties, clock);
        trials = new Trials(database, allocations, new TrialLog(checkpoints, logs), duties, clock);
        reports =
                new Reports(
                        new Spool(database, allocations, clock),
                        trials,
                        allocations,
                        new Reports.Sinks(database, metrics, checkpoints, logs));
        var collections = new Collections(database, storageDuties);
        experiments =
                new Experiments(
                        database, trials, checkpoints, collections, duties, clock, defaults);
        leaders = new Leaders(trials, metrics);
        templates = new Templates(database, clock, defaults);
        removals = new Removals(database, storages, storageDuties, clock);
        why =
                new Why(
                        experiments,
                        trials,
                        allocations,
                        new Wishes(database, clock),
                        removals,
                        clock);
        models = new Models(database, checkpoints, clock);
        collector =
                new Collector(
                        experiments,
                        collections,
                        new Collector.Parts(database, checkpoints, removals, metrics, trials),
                        models::holders);
        retention =
                new LogRetention(
                        new LogRetention.Parts(database, experiments, trials, logs, storageDuties),
                        clock);
        experiments.serve(
                new Eraser(
                        collector,
                        removals,
                        events,
                        new Eraser.Parts(database, trials, allocations, metrics, logs),
                        new Traces(why.wishes(), retention)));
    }

    /** What remembers experiments and trials beside their own tables. */
    private record Traces(Wishes wishes, LogRetention retention) implements Eraser.Trace {
        @Override
        public void forget(Handle handle, Trial trial) {
            wishes.forget(handle, trial.id());
        }

        @Override
        public void forget(Handle handle, Experiment experiment) {
            wishes.forget(handle, experiment.id());
            retention.forget(handle, experiment.id());
        }
    }

    /** Owes everything that the saved states ask for; the duties do it. */
    void recover(Cluster cluster) {
        var facts = new Launches.Facts(cluster, sessions, users, checkpoints, collector);
        events.serve(cluster.id());
        allocations.serve(new Launches(database, experiments, trials, facts));
        database.execute(handle -> {
            if (new IdentityStore().takeRestored(handle)) {
                allocations.forsake();
            }
        });
        reports.measureOld();
        allocations.recover();
        experiments.recover();
        collector.recover();
        retention.begin();
    }

    /** Whether no allocation holds slots and nothing is owed. */
    boolean idle() {
        return duties.idle() && allocations.live().stream().noneMatch(Allocation::holds);
    }
}
