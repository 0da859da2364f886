import type { Experiment, Pagination } from '../api/types';
import { useFetch } from '../api/useFetch';
import { failureSentence, waitSentence } from '../logic/failure';
import { duration, instant, real } from '../logic/format';
import { searcherOf } from '../logic/searcher';
import { stateView } from '../logic/state';
import { ListPage } from '../ui/ListPage';
import { Progress } from '../ui/Progress';
import { Link } from '../ui/router';
import { Age, State } from '../ui/State';
import type { Column } from '../ui/Table';
import { useNow } from '../ui/useNow';
import { Value } from '../ui/Value';

interface Answer {
  experiments: Experiment[];
  pagination: Pagination;
}

/** All searches, newest first. */
export function SearchesPage() {
  const { data, error, at, refresh } = useFetch<Answer>(
    '/api/v1/experiments?limit=200&sortBy=SORT_BY_ID&orderBy=ORDER_BY_DESC&archived=false',
    { every: answer => (answer.experiments.some(one => stateView(one.state).live) ? 2000 : 5000) },
  );
  return (
    <ListPage
      title="Searches"
      one="search"
      many="searches"
      listed={{ rows: data?.experiments, total: data?.pagination.total ?? 0, error, at, refresh }}
      columns={columns}
      id={one => one.id}
      to={one => `/experiments/${one.id}`}
      running={one => stateView(one.state).tone === 'running'}
      texts={one => [one.id, one.name, stateView(one.state).word, one.searcherType]}
      fill="A search starts when a script submits one. This one trains six small models on Fashion-MNIST:"
      command="python examples/fashion_mnist/train.py"
    />
  );
}

const columns: Column<Experiment>[] = [
  { id: 'id', title: 'Id', width: '56px', numeric: true, by: one => one.id, cell: one => one.id },
  {
    id: 'name',
    title: 'Name',
    by: one => one.name,
    cell: one => (
      <>
        <Link to={`/experiments/${one.id}`}>{one.name}</Link>
        <Why one={one} />
      </>
    ),
  },
  {
    id: 'state',
    title: 'State',
    width: '128px',
    by: one => stateView(one.state).word,
    cell: one => <State state={one.state} />,
  },
  {
    id: 'progress',
    title: 'Progress',
    width: '190px',
    by: one => one.progress ?? 0,
    cell: one => (
      <Progress
        value={stateView(one.state).tone === 'done' ? 1 : (one.progress ?? 0)}
        label={`Progress of ${one.name}`}
        tone={stateView(one.state).tone}
      />
    ),
  },
  {
    id: 'best',
    title: 'Best',
    width: '190px',
    by: one => real(one.bestTrialSearcherMetric),
    cell: one => <Value number={real(one.bestTrialSearcherMetric)} name={searcherOf(one.config).metric} />,
  },
  {
    id: 'runs',
    title: 'Runs',
    width: '64px',
    numeric: true,
    by: one => one.numTrials,
    cell: one => (
      <>
        {one.numTrials}
        <span className="narrow-only"> {one.numTrials === 1 ? 'run' : 'runs'}</span>
      </>
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
  { id: 'took', title: 'Took', width: '88px', numeric: true, wide: true, by: took, cell: one => <Took one={one} /> },
];

function took(one: Experiment): number | undefined {
  const start = instant(one.startTime);
  const end = instant(one.endTime);
  return start !== undefined && end !== undefined ? (end - start) / 1000 : undefined;
}

function Took({ one }: { one: Experiment }) {
  const now = useNow();
  const start = instant(one.startTime);
  if (start === undefined) return null;
  return duration(((instant(one.endTime) ?? now) - start) / 1000);
}

function Why({ one }: { one: Experiment }) {
  const sentence = failureSentence(one) ?? waitSentence(one);
  return sentence ? (
    <div className="why" title={sentence}>
      {sentence}
    </div>
  ) : null;
}
