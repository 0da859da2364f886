package ai.resolute.master.trial.listing;

import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.id.TrialId;

/**
 * A place in a sorted list, behind which the list goes on, whatever has come or gone before it.
 *
 * @param key what it is sorted by
 */
public record Place(double key, TrialId trial) {
    /** For a later request. */
    public String cursor() {
        return key + "_" + trial.value();
    }

    /**
     * The place that {@link #cursor} named.
     *
     * @throws InvalidRequest if it named none
     */
    public static Place parse(String cursor) {
        var split = cursor.lastIndexOf('_');
        try {
            return new Place(
                    Double.parseDouble(cursor.substring(0, Math.max(0, split))),
                    new TrialId(Integer.parseInt(cursor.substring(split + 1))));
        } catch (NumberFormatException unknown) {
            throw new InvalidRequest(
                    "bad_cursor",
                    "cursor: '%s' is not the nextCursor of an earlier answer. Leave it out to begin at the start."
                            .formatted(cursor));
        }
    }
}
