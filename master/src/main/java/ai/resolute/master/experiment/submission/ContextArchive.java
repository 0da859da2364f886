package ai.resolute.master.experiment.submission;

import ai.resolute.master.id.ExperimentId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A context directory as a gzipped tar file, which may be too large for memory. */
public sealed interface ContextArchive {
    /** Its bytes. */
    record Packed(Source source) implements ContextArchive {}

    /** The same as that of an experiment. */
    record Same(ExperimentId experiment) implements ContextArchive {}

    /** Gives the bytes from their start, as often as it is asked. */
    @FunctionalInterface
    interface Source {
        InputStream open() throws IOException;
    }

    /** These bytes, which nobody changes from then on. */
    static ContextArchive of(byte[] tgz) {
        return new Packed(() -> new ByteArrayInputStream(tgz));
    }
}
