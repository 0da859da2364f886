package ai.resolute.master.id;

/** Number of a user, from 1. */
public record UserId(int value) {
    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
