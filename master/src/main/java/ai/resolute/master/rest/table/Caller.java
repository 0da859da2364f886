package ai.resolute.master.rest.table;

import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.UserId;

/** Who asks. */
public sealed interface Caller {
    /** Nobody that is known; only open routes are served. */
    record Nobody() implements Caller {}

    /** A person with a session. */
    record Person(UserId user, boolean admin, String token) implements Caller {}

    /** A worker, which acts for the owner of its experiment. */
    record Worker(UserId user, AllocationId allocation, ExperimentId experiment)
            implements Caller {}
}
