import type { GetExperimentResponse, Trial } from '../api/types';
import { useFetch } from '../api/useFetch';
import { percent } from '../logic/format';
import { stateView } from '../logic/state';
import { Empty, Problem, Skeleton } from '../ui/Empty';
import { useKeys } from '../ui/keys';
import { navigate, useQuery } from '../ui/router';
import { Tabs } from '../ui/Tabs';
import { useTitle } from '../ui/useTitle';
import { Checkpoints } from './Checkpoints';
import { Events } from './Events';
import { LogView } from './LogView';
import { Overview } from './Overview';
import { RunHead } from './RunHead';

/** One run: where it stands, its charts, its log, its checkpoints, and what happened to it. */
export function RunPage({ id }: { id: number }) {
  const found = useFetch<{ trial: Trial }>(`/api/v1/trials/${id}`, {
    every: answer => (stateView(answer.trial.state).live ? 2000 : undefined),
  });
  const trial = found.data?.trial;
  const search = useFetch<GetExperimentResponse>(trial ? `/api/v1/experiments/${trial.experimentId}` : null).data;
  const [tab] = useQuery('tab');
  const chosen = tab ?? 'overview';
  useKeys({
    o: () => navigate(`/trials/${id}`),
    l: () => navigate(`/trials/${id}?tab=log`),
  });
  const name = search?.experiment.name;
  useTitle(trial && progressTitle(trial), `run ${id}`, name);

  if (found.error?.status === 404) {
    return (
      <Empty title={`There is no run ${id}`} command="./det experiment list">
        It may have been deleted, or it is on another cluster. This lists the searches that are here:
      </Empty>
    );
  }
  const at = (part: string) => `/trials/${id}${part === 'overview' ? '' : `?tab=${part}`}`;
  return (
    <>
      {found.error && <Problem message={found.error.message} stale={!!trial} onRetry={found.refresh} />}
      {!trial && !found.error && <Skeleton rows={8} />}
      {trial && (
        <>
          <RunHead trial={trial} experiment={search?.experiment} onChange={found.refresh} />
          <Tabs
            label="Parts of the run"
            chosen={chosen}
            tabs={[
              { id: 'overview', title: 'Overview', to: at('overview') },
              { id: 'log', title: 'Log', to: at('log') },
              { id: 'checkpoints', title: 'Checkpoints', to: at('checkpoints') },
              { id: 'events', title: 'Events', to: at('events') },
            ]}
          />
          {chosen === 'overview' && <Overview trial={trial} />}
          {chosen === 'log' && <LogView trial={trial} />}
          {chosen === 'checkpoints' && <Checkpoints trial={trial} />}
          {chosen === 'events' && <Events trial={trial} />}
        </>
      )}
    </>
  );
}

function progressTitle(trial: Trial): string | undefined {
  const length = Number(trial.length ?? 0);
  return stateView(trial.state).live && length > 0 ? percent(trial.totalBatchesProcessed / length) : undefined;
}
