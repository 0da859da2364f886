package ai.resolute.master.search;

/** What a search method remembers between events; each method has its own record. */
public interface SearchState {}
