package ai.resolute.master.template;

import ai.resolute.master.config.ConfigDefaults;
import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.config.ExperimentConfigs;
import ai.resolute.master.store.Database;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** The templates of a cluster. */
public final class Templates {
    private static final int LONGEST_NAME = 100;

    private final Database database;
    private final InstantSource clock;
    private final Supplier<ConfigDefaults> defaults;
    private final TemplateStore store = new TemplateStore();

    public Templates(Database database, InstantSource clock, Supplier<ConfigDefaults> defaults) {
        this.database = database;
        this.clock = clock;
        this.defaults = defaults;
    }

    /** In the order of their names. */
    public List<Template> list() {
        return database.read(store::list);
    }

    public Template get(String name) {
        return database.read(handle -> store.find(handle, name))
                .orElseThrow(() ->
                        new NotFound(
                                "template_not_found",
                                "template '%s' not found; det template list names all that there are"
                                        .formatted(name)));
    }

    /**
     * Makes a template that is not there yet.
     *
     * @throws ai.resolute.master.config.InvalidConfigException with every fault there is
     */
    public void create(Template template) {
        check(template);
        database.execute(handle -> {
            if (store.find(handle, template.name()).isPresent()) {
                throw new Conflict(
                        "template_exists",
                        "template '%s' is there already. Replace it (det template set), or take another name."
                                .formatted(template.name()));
            }
            store.save(handle, template, clock.instant());
        });
    }

    /** Makes a template, or replaces the one of this name; as {@link #create}. */
    public void set(Template template) {
        check(template);
        database.execute(handle -> store.save(handle, template, clock.instant()));
    }

    /** Replaces a template that is there; as {@link #create}. */
    public void replace(Template template) {
        check(template);
        database.execute(handle -> {
            get(template.name());
            store.save(handle, template, clock.instant());
        });
    }

    /** Experiments that were laid over it stay as they are. */
    public void remove(String name) {
        database.execute(handle -> {
            if (!store.delete(handle, name)) {
                get(name);
            }
        });
    }

    private void check(Template template) {
        var name = template.name();
        if (name.isBlank() || name.length() > LONGEST_NAME || !name.strip().equals(name)) {
            throw new InvalidRequest(
                    "bad_template_name",
                    "'%s' is no name of a template: it must have 1 to %d characters, and none around it that nobody sees."
                            .formatted(name, LONGEST_NAME));
        }
        ExperimentConfigs.checkTemplate(template.config().toJson(), defaults.get());
    }
}
