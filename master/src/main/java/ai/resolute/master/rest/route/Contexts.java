package ai.resolute.master.rest.route;

import ai.resolute.api.ExperimentMessages.Archive;
import ai.resolute.api.wire.Content;
import ai.resolute.master.experiment.submission.ContextFile;
import java.io.InputStream;

/** Context directories as messages. */
public final class Contexts {
    private Contexts() {}

    /** Read from the database while the answer is written. */
    public static Archive archive(ContextFile file) {
        return new Archive(
                new Content() {
                    @Override
                    public long size() {
                        return file.size();
                    }

                    @Override
                    public InputStream open() {
                        return file.open();
                    }
                });
    }
}
