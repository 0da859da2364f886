import type { GetExperimentResponse, Pagination, Trial } from '../api/types';
import { useFetch } from '../api/useFetch';
import { useChartChoices } from '../charts/choices';
import { percent } from '../logic/format';
import { searcherOf } from '../logic/searcher';
import { stateView } from '../logic/state';
import { Empty, Problem, Skeleton } from '../ui/Empty';
import { useTitle } from '../ui/useTitle';
import { Curves } from './Curves';
import { SearchHead } from './SearchHead';
import { TrialTable } from './TrialTable';

interface Trials {
  trials: Trial[];
  pagination: Pagination;
}

/** One search: how far it is, the best so far, the learning curves of all its runs, and their table. */
export function SearchPage({ id }: { id: number }) {
  const found = useFetch<GetExperimentResponse>(`/api/v1/experiments/${id}`, {
    every: answer => (stateView(answer.experiment.state).live ? 2000 : undefined),
  });
  const experiment = found.data?.experiment;
  const live = experiment ? stateView(experiment.state).live : true;
  const runs = useFetch<Trials>(experiment ? `/api/v1/experiments/${id}/trials?limit=1000` : null, {
    every: answer => (live || answer.trials.some(one => stateView(one.state).live) ? 2000 : undefined),
  });
  const choices = useChartChoices();
  const trials = runs.data?.trials ?? [];
  useTitle(experiment && live ? percent(experiment.progress ?? 0) : undefined, experiment?.name ?? `Search ${id}`);

  if (found.error?.status === 404) {
    return (
      <Empty title={`There is no search ${id}`} command="./det experiment list">
        It may have been deleted, or it is on another cluster. This lists what is here:
      </Empty>
    );
  }
  const error = found.error ?? runs.error;
  const searcher = searcherOf(found.data?.config);
  const refresh = () => {
    found.refresh();
    runs.refresh();
  };
  return (
    <>
      {error && <Problem message={error.message} stale={!!found.error && !!experiment} onRetry={refresh} />}
      {!experiment && !error && <Skeleton rows={8} />}
      {experiment && (
        <>
          <SearchHead
            experiment={experiment}
            metric={searcher.metric}
            trials={trials}
            at={found.at}
            onChange={refresh}
          />
          {runs.data && trials.length === 0 && (
            <Empty title="No runs yet" command={`./det experiment describe ${id}`}>
              The search has not made its first run. Why it waits is said above, and by this command:
            </Empty>
          )}
          {!runs.data && !runs.error && <Skeleton rows={8} />}
          {trials.length > 0 && (
            <>
              <Curves trials={trials} searcher={searcher} live={live} choices={choices} />
              <TrialTable experiment={experiment} searcher={searcher} trials={trials} choices={choices} />
            </>
          )}
        </>
      )}
    </>
  );
}
