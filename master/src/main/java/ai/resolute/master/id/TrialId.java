package ai.resolute.master.id;

/** Number of a trial, from 1, given when the search creates it. */
public record TrialId(int value) {
    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
