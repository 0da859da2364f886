package ai.resolute.master.store.schema;

import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what is done to a database of an earlier version, which may take its time. */
final class Upgrade extends BaseCallback {
    private static final Logger LOG = LoggerFactory.getLogger(Upgrade.class);

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.BEFORE_EACH_MIGRATE;
    }

    @Override
    public void handle(Event event, Context context) {
        var migration = context.getMigrationInfo();
        LOG.info(
                "upgrade: the database goes to schema {} ({}); a master that is stopped now goes on at its next start",
                migration.getVersion(),
                migration.getDescription());
    }
}
