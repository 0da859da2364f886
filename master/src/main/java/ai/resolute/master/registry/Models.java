package ai.resolute.master.registry;

import ai.resolute.master.checkpoint.Checkpoint;
import ai.resolute.master.checkpoint.Checkpoints;
import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.UserId;
import ai.resolute.master.store.Database;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;

/** All models and their versions. */
public final class Models {
    private static final int AT_ONCE = 500;

    private final Database database;
    private final Checkpoints checkpoints;
    private final Clock clock;
    private final ModelStore store = new ModelStore();
    private final VersionStore versions = new VersionStore();

    public Models(Database database, Checkpoints checkpoints, Clock clock) {
        this.database = database;
        this.checkpoints = checkpoints;
        this.clock = clock;
    }

    /**
     * Makes a model.
     *
     * @throws Conflict if there is one of that name
     */
    public Model create(UserId owner, Card card) {
        checkName(card.name());
        return database.write(handle -> {
            requireFree(handle, card.name());
            var now = clock.instant();
            var model = new Model(database.next(handle, "model"), owner, card, false, 0, now, now);
            store.insert(handle, model);
            return model;
        });
    }

    /** Changes what is written about a model. */
    public Model change(String name, UnaryOperator<Card> change) {
        return database.write(handle -> {
            var model = get(handle, name);
            var card = change.apply(model.card());
            if (!card.name().equals(model.card().name())) {
                checkName(card.name());
                requireFree(handle, card.name());
            }
            store.save(handle, model.id(), card, clock.instant());
            return get(handle, card.name());
        });
    }

    /** Leaves it out of lists, or not; an archived one takes no versions. */
    public void archive(String name, boolean archived) {
        database.execute(handle -> store.saveArchived(handle, get(handle, name).id(), archived));
    }

    /** Forgets a model and its versions; the checkpoints stay, but nothing holds them here. */
    public void delete(String name) {
        database.execute(handle -> {
            var model = get(handle, name);
            versions.deleteAll(handle, model.id());
            store.delete(handle, model.id());
        });
    }

    /** By its name, or by its number, which no name looks like. */
    public Model get(String name) {
        return database.read(handle -> get(handle, name));
    }

    /** In the order of their making. */
    public List<Model> list() {
        return database.read(store::list);
    }

    /**
     * Makes a complete checkpoint the next version of a model.
     *
     * @throws InvalidRequest if it is not complete, or the model is archived
     */
    public ModelVersion register(String name, UserId owner, CheckpointId checkpoint, Card card) {
        return database.write(handle -> {
            var model = get(handle, name);
            requireOpen(model);
            requireComplete(checkpoints.get(checkpoint));
            var now = clock.instant();
            var version =
                    new ModelVersion(
                            database.next(handle, "model_version"),
                            model.id(),
                            store.nextVersion(handle, model.id(), now),
                            checkpoint,
                            owner,
                            card,
                            now,
                            now);
            versions.insert(handle, version);
            return version;
        });
    }

    /** Changes what is written about a version. */
    public ModelVersion changeVersion(String name, int number, UnaryOperator<Card> change) {
        return database.write(handle -> {
            var version = version(handle, name, number);
            versions.save(handle, version.id(), change.apply(version.card()), clock.instant());
            return version(handle, name, number);
        });
    }

    /** Forgets a version; its checkpoint stays, but is not held by it any more. */
    public void deleteVersion(String name, int number) {
        database.execute(handle -> versions.delete(handle, version(handle, name, number).id()));
    }

    public ModelVersion version(String name, int number) {
        return database.read(handle -> version(handle, name, number));
    }

    /** The newest first. */
    public List<ModelVersion> versions(String name) {
        return database.read(handle -> versions.list(handle, get(handle, name).id()));
    }

    /** Which of these checkpoints are versions, and of what, in words. */
    public Map<CheckpointId, String> holders(Handle handle, Collection<CheckpointId> ids) {
        var all = new ArrayList<>(ids);
        var found = new LinkedHashMap<CheckpointId, String>();
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            var to = Math.min(from + AT_ONCE, all.size());
            found.putAll(versions.holders(handle, all.subList(from, to)));
        }
        return found;
    }

    private Model get(Handle handle, String name) {
        return store.find(handle, name)
                .or(() ->
                        name.matches("\\d{1,9}")
                                ? store.find(handle, Integer.parseInt(name))
                                : java.util.Optional.empty())
                .orElseThrow(
                        () -> new NotFound("model_not_found", "model '" + name + "' not found"));
    }

    private ModelVersion version(Handle handle, String name, int number) {
        return versions.find(handle, get(handle, name).id(), number)
                .orElseThrow(() ->
                        new NotFound(
                                "version_not_found",
                                "version %d of model '%s' not found".formatted(number, name)));
    }

    private void requireFree(Handle handle, String name) {
        if (store.find(handle, name).isPresent()) {
            throw new Conflict(
                    "model_name_taken", "avoid names equal to other models (case-sensitive)");
        }
    }

    private static void requireOpen(Model model) {
        if (model.archived()) {
            throw new InvalidRequest(
                    "model_archived",
                    "model %s is archived and takes no versions. Unarchive it first."
                            .formatted(model.card().name()));
        }
    }

    private static void requireComplete(Checkpoint checkpoint) {
        if (checkpoint.state() != Checkpoint.State.COMPLETED) {
            throw new InvalidRequest(
                    "checkpoint_incomplete",
                    "checkpoint %s is in %s state. checkpoints for model versions must be in a COMPLETED state"
                            .formatted(checkpoint.id(), checkpoint.state()));
        }
    }

    private static void checkName(String name) {
        var fault =
                name.isBlank()
                        ? "model names cannot be blank"
                        : name.contains("/")
                                ? "model names cannot contain slashes"
                                : name.matches("\\d+")
                                        ? "model names cannot be only numbers"
                                        : name.equals(name.strip())
                                                ? ""
                                                : "model names cannot begin or end with a space";
        if (!fault.isEmpty()) {
            throw new InvalidRequest("bad_model_name", fault + ": give another name.");
        }
    }
}
