package ai.resolute.master.search;

/**
 * The random source of an experiment: MT19937 as NumPy's RandomState, with a position that can be
 * saved.
 */
public interface SearchRandom {}
