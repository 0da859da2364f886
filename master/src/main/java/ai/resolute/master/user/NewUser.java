package ai.resolute.master.user;

/** A user who is to be made. */
public record NewUser(String username, String displayName, boolean admin, boolean active) {}
