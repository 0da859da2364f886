import type { Pagination, Run } from '../api/types';
import { useFetch } from '../api/useFetch';
import { duration, instant, real } from '../logic/format';
import { flatten, shown } from '../logic/hyperparameters';
import { runState, stateView } from '../logic/state';
import { ListPage } from '../ui/ListPage';
import { Link } from '../ui/router';
import { Age, State } from '../ui/State';
import type { Column } from '../ui/Table';
import { Value } from '../ui/Value';

interface Answer {
  runs: Run[];
  pagination: Pagination;
}

const newest = { limit: 200, offset: 0, sort: 'id=desc' };

/** All runs of all searches in one list, newest first. */
export function RunsPage() {
  const { data, error, at, refresh } = useFetch<Answer>('/api/v1/runs', {
    body: newest,
    every: answer => (answer.runs.some(one => stateView(one.state).live) ? 2000 : 5000),
  });
  return (
    <ListPage
      title="Runs"
      one="run"
      many="runs"
      listed={{ rows: data?.runs, total: data?.pagination.total ?? 0, error, at, refresh }}
      columns={columns}
      id={one => one.id}
      to={one => `/trials/${one.id}`}
      running={one => stateView(one.state).tone === 'running'}
      texts={one => [`run ${one.id}`, one.experiment.name, stateView(runState(one)).word, parameters(one)]}
      fill="Each search makes runs, one for each choice of hyperparameters. This starts a search of six:"
      command="python examples/fashion_mnist/train.py"
    />
  );
}

function parameters(run: Run): string {
  return Object.entries(flatten(run.hyperparameters))
    .map(([name, value]) => `${name}=${shown(value)}`)
    .join('  ');
}

const columns: Column<Run>[] = [
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

function took(one: Run): number | undefined {
  const start = instant(one.startTime);
  const end = instant(one.endTime);
  return start !== undefined && end !== undefined ? (end - start) / 1000 : undefined;
}
