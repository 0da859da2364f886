import { useEffect, useState } from 'react';
import { readStream } from '../api/stream';
import type { Allocation, Checkpoint, Trial, TrialLine } from '../api/types';
import { useFetch } from '../api/useFetch';
import { runEvents } from '../logic/events';
import { clock } from '../logic/format';
import { stateView } from '../logic/state';
import { useNow } from '../ui/useNow';

/** What happened to a run, newest first: attempts, checkpoints, and what the master told about it. */
export function Events({ trial }: { trial: Trial }) {
  const every = stateView(trial.state).live ? 3000 : 30_000;
  const task = useFetch<{ task: { allocations: Allocation[] } }>(
    trial.taskId ? `/api/v1/tasks/${trial.taskId}` : null,
    { every },
  );
  const saved = useFetch<{ checkpoints: Checkpoint[] }>(`/api/v1/trials/${trial.id}/checkpoints?limit=200`, { every });
  const told = useTold(trial.id, trial.restarts, trial.state);
  const now = useNow();
  const events = runEvents({
    trial,
    allocations: task.data?.task.allocations ?? [],
    checkpoints: saved.data?.checkpoints ?? [],
    told,
  });
  return (
    <section aria-label="Events">
      <ol className="events">
        {events.map(event => (
          <li key={`${event.at} ${event.text}`} className={event.tone}>
            <time dateTime={new Date(event.at).toISOString()}>{clock(event.at, now)}</time>
            <span>{event.text}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The lines of the master in the log of a run; asked for again when the run has changed. */
function useTold(id: number, restarts: number, state: string): TrialLine[] {
  const [lines, setLines] = useState<TrialLine[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a changed run may have been told about
  useEffect(() => {
    const gone = new AbortController();
    const found: TrialLine[] = [];
    readStream<TrialLine>(`/api/v1/trials/${id}/logs?sources=master&limit=500`, gone.signal, some => {
      found.push(...some.filter(line => line.source === 'master'));
    })
      .then(() => setLines(found))
      .catch(() => {});
    return () => gone.abort();
  }, [id, restarts, state]);
  return lines;
}
