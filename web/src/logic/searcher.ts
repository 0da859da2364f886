import type { Json } from '../api/types';

/** What the pages need to know of a configuration's searcher; the wire has configurations as trees without a type. */
export interface Searcher {
  metric?: string;
  smallerIsBetter: boolean;
}

export function searcherOf(config: { [name: string]: Json } | undefined): Searcher {
  const tree = config?.searcher;
  const searcher = tree !== null && typeof tree === 'object' && !Array.isArray(tree) ? tree : {};
  return {
    ...(typeof searcher.metric === 'string' && { metric: searcher.metric }),
    smallerIsBetter: searcher.smaller_is_better !== false,
  };
}
