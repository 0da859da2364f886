package ai.resolute.master.search;

/**
 * What a search method remembers between events: a record of numbers, texts, {@link
 * ai.resolute.master.id.RequestId}s, records, lists and maps, so that it can be saved.
 */
public interface SearchState {
    /** Whether the search has shut down. */
    boolean over();
}
