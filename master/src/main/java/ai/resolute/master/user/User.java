package ai.resolute.master.user;

import ai.resolute.master.id.UserId;
import java.time.Instant;
import java.util.Optional;

/** A person with an account. */
public record User(
        UserId id,
        String username,
        String displayName,
        boolean admin,
        boolean active,
        Instant modifiedAt,
        Optional<Instant> lastLogin) {}
