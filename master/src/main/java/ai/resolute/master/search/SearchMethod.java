package ai.resolute.master.search;

/** A search method: one pure function. Everything it remembers is in the state it returns. */
public interface SearchMethod {
    /** The state before {@link SearchEvent.Started}. */
    SearchState initial();

    /**
     * What to do about an event.
     *
     * @param state the state this method returned last, or {@link #initial()}
     * @param random the experiment's own generator; its position is saved with the state
     */
    SearchStep on(SearchState state, SearchEvent event, SearchRandom random);

    /** How far the search is, from 0 to 1. */
    double progress(SearchState state);

    /** What the search will do if no trial fails. */
    Outline outline();
}
