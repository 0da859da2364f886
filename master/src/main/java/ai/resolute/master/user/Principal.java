package ai.resolute.master.user;

import ai.resolute.master.id.AllocationId;

/** Who makes a request. */
public sealed interface Principal {
    /** The user whose rights count. */
    User user();

    /** A person, by a session of their own. */
    record Person(User user) implements Principal {}

    /** A worker, which may do inside its experiment what its owner may. */
    record Worker(AllocationId allocation, User user) implements Principal {}
}
