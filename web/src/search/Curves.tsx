import { useMemo } from 'react';
import type { TimeSeriesResponse, Trial } from '../api/types';
import { useFetch } from '../api/useFetch';
import { ChartBar } from '../charts/ChartBar';
import { axisShown, type ChartChoices } from '../charts/choices';
import { metricNames, searcherMetricName } from '../logic/metrics';
import type { Searcher } from '../logic/searcher';
import { type Curve, curves, fullName } from '../logic/series';
import { Chart, type Line } from '../ui/Chart';
import { Problem } from '../ui/Empty';
import { stroke } from '../ui/palette';
import { useQuery } from '../ui/router';
import { useTheme } from '../ui/theme';

interface Props {
  trials: Trial[];
  searcher: Searcher;
  live: boolean;
  choices: ChartChoices;
}

/** The learning curves of all runs: the metric that the search looks at, and another one. */
export function Curves({ trials, searcher, live, choices }: Props) {
  const names = useMemo(() => metricNames(trials), [trials]);
  const first = searcherMetricName(names, searcher.metric) ?? names[0];
  const [left, setLeft] = useQuery('metric');
  const [right, setRight] = useQuery('other');
  const shown = [
    left ?? first,
    right ?? names.find(name => name === 'training.loss') ?? names.find(name => name !== first),
  ];
  const wanted = [...new Set(shown.filter(name => name !== undefined))];
  const series = useFetch<TimeSeriesResponse>(wanted.length > 0 ? path(trials, wanted) : null, {
    keep: true,
    every: () => (live ? (trials.length > 12 ? 5000 : 2000) : undefined),
  });
  const theme = useTheme();
  const all = useMemo(() => curves(series.data, choices.axis), [series.data, choices.axis]);
  const order = useMemo(() => trials.map(trial => trial.id).sort((a, b) => a - b), [trials]);

  return (
    <section aria-label="Learning curves">
      <div className="head">
        <h2>Learning curves</h2>
        <span className="spacer" />
        <ChartBar choices={choices} />
      </div>
      {series.error && <Problem message={series.error.message} stale={!!series.data} onRetry={series.refresh} />}
      <div className="charts two">
        {shown.map((name, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the two places are fixed
          <div key={place}>
            <MetricChoice names={names} chosen={name} onChoose={place === 0 ? setLeft : setRight} place={place} />
            <Chart
              title={name ?? 'No metric yet'}
              lines={lines(all, name, order, choices.hidden, theme)}
              xTitle={choices.axis}
              xShown={axisShown(choices.axis)}
              logarithmic={choices.logarithmic}
              smoothing={choices.smoothing}
              syncKey="search"
              onToggle={choices.toggle}
            />
          </div>
        ))}
      </div>
    </section>
  );
}

interface ChoiceProps {
  names: string[];
  chosen: string | undefined;
  onChoose: (name: string) => void;
  place: number;
}

function MetricChoice({ names, chosen, onChoose, place }: ChoiceProps) {
  return (
    <select
      className="metric"
      aria-label={`Metric of chart ${place + 1}`}
      value={chosen ?? ''}
      onChange={event => onChoose(event.target.value)}
    >
      {chosen === undefined && <option value="">no metric yet</option>}
      {[...new Set([...names, ...(chosen ? [chosen] : [])])].map(name => (
        <option key={name}>{name}</option>
      ))}
    </select>
  );
}

function path(trials: Trial[], names: string[]): string {
  const parameters = new URLSearchParams();
  for (const trial of trials) parameters.append('trialIds', String(trial.id));
  for (const name of names) parameters.append('metricIds', name);
  parameters.append('maxDatapoints', String(trials.length > 12 ? 200 : 500));
  return `/api/v1/trials/time-series?${parameters}`;
}

/** A line per run, in the order of the runs, so that a colour stays with its run. */
function lines(
  all: Curve[],
  name: string | undefined,
  order: number[],
  hidden: ReadonlySet<number>,
  theme: ReturnType<typeof useTheme>,
): Line[] {
  const mine = new Map(all.filter(curve => fullName(curve) === name).map(curve => [curve.trialId, curve]));
  return order.map((id, index) => {
    const curve = mine.get(id);
    return {
      id,
      label: `run ${id}`,
      ...stroke(index, theme),
      xs: curve?.xs ?? [],
      ys: curve?.ys ?? [],
      hidden: hidden.has(id),
    };
  });
}
