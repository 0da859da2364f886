package ai.resolute.master.search;

/** What a search method remembers between events. */
public sealed interface SearchState permits Roster {}
