import type { Checkpoint, Pagination, Trial } from '../api/types';
import { useFetch } from '../api/useFetch';
import { bytes, count, figure, instant, real } from '../logic/format';
import { stateView } from '../logic/state';
import { CopyButton } from '../ui/Copy';
import { Empty, Problem, Skeleton } from '../ui/Empty';
import { Age, State } from '../ui/State';

/** The checkpoints of a run, newest first, each with the ways to get it. */
export function Checkpoints({ trial }: { trial: Trial }) {
  const live = stateView(trial.state).live;
  const { data, error, refresh } = useFetch<{ checkpoints: Checkpoint[]; pagination: Pagination }>(
    `/api/v1/trials/${trial.id}/checkpoints?limit=200`,
    { every: live ? 3000 : 30_000 },
  );
  const steps = (one: Checkpoint) => Number(one.metadata['steps_completed'] ?? 0);
  const all = [...(data?.checkpoints ?? [])].sort((a, b) => steps(b) - steps(a));
  if (error && !data) return <Problem message={error.message} onRetry={refresh} />;
  if (!data) return <Skeleton rows={4} />;
  if (all.length === 0) {
    return (
      <Empty title="No checkpoint yet" command={`./det trial describe ${trial.id}`}>
        A run saves one when it validates, when it is paused, and at its end.
      </Empty>
    );
  }
  return (
    <section aria-label="Checkpoints" className="scroll-x">
      <table className="cards" aria-label="Checkpoints">
        <thead>
          <tr>
            <th scope="col">Checkpoint</th>
            <th scope="col">State</th>
            <th scope="col" className="number">
              Batches
            </th>
            <th scope="col" className="number">
              Metric
            </th>
            <th scope="col" className="number">
              Size
            </th>
            <th scope="col">Saved</th>
            <th scope="col">
              <span className="hidden">Get it</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {all.map(one => (
            <Row key={one.uuid} one={one} steps={steps(one)} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ one, steps }: { one: Checkpoint; steps: number }) {
  const files = Object.values(one.resources);
  const size = files.reduce((sum, file) => sum + Number(file), 0);
  const there = one.state === 'STATE_COMPLETED';
  return (
    <tr className="flat">
      <td>
        <code title={one.uuid}>{one.uuid.slice(0, 8)}</code>
      </td>
      <td>
        <State state={one.state} />
      </td>
      <td className="number">
        {steps.toLocaleString('en')}
        <span className="narrow-only"> batches</span>
      </td>
      <td className="number">{figure(real(one.training?.searcherMetric))}</td>
      <td className="number" title={count(files.length, 'file')}>
        {bytes(size)}
      </td>
      <td>
        <Age at={instant(one.reportTime)} />
      </td>
      <td className="get">
        {there && (
          <>
            <a className="button" href={`/checkpoints/${one.uuid}`} download={`${one.uuid}.tar.gz`}>
              Download
            </a>
            <CopyButton
              text={`./det checkpoint download ${one.uuid}`}
              label={`Copy command that downloads ${one.uuid.slice(0, 8)}`}
            >
              Copy command
            </CopyButton>
          </>
        )}
      </td>
    </tr>
  );
}
