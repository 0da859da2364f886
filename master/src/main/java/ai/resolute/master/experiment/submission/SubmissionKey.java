package ai.resolute.master.experiment.submission;

import ai.resolute.master.id.Unmanaged;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What makes submissions one, as it is kept. The keys of unmanaged experiments are marked, so that
 * theirs and those of others never meet, and a key says of an experiment that it is unmanaged.
 */
public final class SubmissionKey {
    private static final String EXTERNAL = "unmanaged, external id ";
    private static final String OWN = "unmanaged, key ";

    private SubmissionKey() {}

    /** Of one that names no key: a new one where it is unmanaged, else none. */
    public static Optional<String> of(Submission submission) {
        return submission.unmanaged().isEmpty()
                ? submission.key()
                : Optional.of(
                        submission
                                .unmanaged()
                                .flatMap(Unmanaged::externalId)
                                .map(SubmissionKey::ofExternal)
                                .orElseGet(() ->
                                        OWN + submission.key().orElseGet(SubmissionKey::fresh)));
    }

    /** Of the unmanaged one of this external id. */
    public static String ofExternal(String externalId) {
        return EXTERNAL + externalId;
    }

    /** What a kept key says. */
    public static Optional<Unmanaged> unmanaged(@Nullable String key) {
        if (key == null || !reserved(key)) {
            return Optional.empty();
        }
        return Optional.of(
                new Unmanaged(
                        key.startsWith(EXTERNAL)
                                ? Optional.of(key.substring(EXTERNAL.length()))
                                : Optional.empty()));
    }

    /** Whether others may not choose this key. */
    public static boolean reserved(String key) {
        return key.startsWith("unmanaged, ");
    }

    private static String fresh() {
        return UUID.randomUUID().toString();
    }
}
