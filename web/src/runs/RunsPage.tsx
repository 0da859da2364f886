import type { FlatRun, Pagination } from '../api/types';
import { useFetch } from '../api/useFetch';
import { count, duration, instant, real } from '../logic/format';
import { flatten, shown } from '../logic/hyperparameters';
import { runState, stateView } from '../logic/state';
import { Empty, Problem, Skeleton } from '../ui/Empty';
import { Filter, useFilter } from '../ui/Filter';
import { Link } from '../ui/router';
import { Age, State } from '../ui/State';
import { type Column, Table } from '../ui/Table';
import { useTitle } from '../ui/useTitle';
import { Value } from '../ui/Value';

interface Answer {
  runs: FlatRun[];
  pagination: Pagination;
}

const newest = { limit: 200, offset: 0, sort: 'id=desc' };

/** All runs of all searches in one list, newest first. */
export function RunsPage() {
  const { data, error, at, refresh } = useFetch<Answer>('/api/v1/runs', {
    body: newest,
    every: answer => (answer.runs.some(one => stateView(one.state).live) ? 2000 : 5000),
  });
  const all = data?.runs ?? [];
  const { kept, text, setText } = useFilter(all, one => [
    `run ${one.id}`,
    one.experiment.name,
    stateView(runState(one)).word,
    parameters(one),
  ]);
  const running = all.filter(one => stateView(one.state).tone === 'running').length;
  useTitle(running > 0 ? `${running} running` : undefined, 'Runs');
  return (
    <>
      <div className="head">
        <h1>Runs</h1>
        {data && <span className="quiet">{count(data.pagination.total, 'run')}</span>}
        <span className="spacer" />
        {all.length > 0 && <Filter text={text} onText={setText} what="runs" />}
        <Age at={at} prefix="updated " />
      </div>
      {error && <Problem message={error.message} stale={!!data} onRetry={refresh} />}
      {!data && !error && <Skeleton rows={8} />}
      {data && all.length === 0 && (
        <Empty title="No runs yet" command="python examples/fashion_mnist/train.py">
          Each search makes runs, one for each choice of hyperparameters. This starts a search of six:
        </Empty>
      )}
      {all.length > 0 && kept.length === 0 && <Empty title="Nothing matches">No run has “{text}” in it.</Empty>}
      {kept.length > 0 && (
        <Table
          label="Runs"
          className="cards"
          columns={columns}
          rows={kept}
          id={one => one.id}
          to={one => `/trials/${one.id}`}
          sortedAtFirst="-id"
        />
      )}
    </>
  );
}

function parameters(run: FlatRun): string {
  return Object.entries(flatten(run.hyperparameters))
    .map(([name, value]) => `${name}=${shown(value)}`)
    .join('  ');
}

const columns: Column<FlatRun>[] = [
  {
    id: 'id',
    title: 'Run',
    width: '88px',
    by: one => one.id,
    cell: one => <Link to={`/trials/${one.id}`}>{`run ${one.id}`}</Link>,
  },
  {
    id: 'search',
    title: 'Search',
    width: '220px',
    by: one => one.experiment.name,
    cell: one => (
      <Link to={`/experiments/${one.experiment.id}`} className="quiet-link clip">
        {one.experiment.id} · {one.experiment.name}
      </Link>
    ),
  },
  {
    id: 'state',
    title: 'State',
    width: '220px',
    by: one => stateView(runState(one)).word,
    cell: one => (
      <>
        <State state={runState(one)} />
        {one.waitReason && <div className="why">{one.waitReason}</div>}
      </>
    ),
  },
  {
    id: 'metric',
    title: 'Best',
    width: '190px',
    by: one => real(one.searcherMetricValue),
    cell: one => <Value number={real(one.searcherMetricValue)} name={one.experiment.searcherMetric} />,
  },
  {
    id: 'hp',
    title: 'Hyperparameters',
    wide: true,
    by: parameters,
    cell: one => (
      <code className="clip" title={parameters(one)}>
        {parameters(one)}
      </code>
    ),
  },
  {
    id: 'started',
    title: 'Started',
    width: '110px',
    wide: true,
    by: one => instant(one.startTime),
    cell: one => <Age at={instant(one.startTime)} />,
  },
  {
    id: 'took',
    title: 'Took',
    width: '88px',
    numeric: true,
    wide: true,
    by: took,
    cell: one => {
      const seconds = took(one);
      return seconds === undefined ? '' : duration(seconds);
    },
  },
];

function took(one: FlatRun): number | undefined {
  const start = instant(one.startTime);
  const end = instant(one.endTime);
  return start !== undefined && end !== undefined ? (end - start) / 1000 : undefined;
}
