import { useMemo } from 'react';
import type { TimeSeriesResponse, Trial } from '../api/types';
import { useFetch } from '../api/useFetch';
import { ChartBar } from '../charts/ChartBar';
import { axisShown, type ChartChoices, useChartChoices } from '../charts/choices';
import { flatten, shown } from '../logic/hyperparameters';
import { type Curve, curves, quantity } from '../logic/series';
import { stateView } from '../logic/state';
import { Chart, type Line } from '../ui/Chart';
import { CopyButton } from '../ui/Copy';
import { Problem, Skeleton } from '../ui/Empty';
import { stroke } from '../ui/palette';
import { type Theme, useTheme } from '../ui/theme';

/** The charts of a run, one for each quantity, and its hyperparameters. */
export function Overview({ trial }: { trial: Trial }) {
  const live = stateView(trial.state).live;
  const choices = useChartChoices();
  const theme = useTheme();
  const series = useFetch<TimeSeriesResponse>(`/api/v1/trials/time-series?trialIds=${trial.id}&maxDatapoints=1000`, {
    every: live ? 2000 : 30_000,
  });
  const all = useMemo(() => curves(series.data, choices.axis), [series.data, choices.axis]);
  const charts = useMemo(() => byQuantity(all), [all]);
  return (
    <div className="overview">
      <section aria-label="Metrics" className="grows">
        <div className="head">
          <h2>Metrics</h2>
          <span className="spacer" />
          <ChartBar choices={choices} />
        </div>
        {series.error && <Problem message={series.error.message} stale={!!series.data} onRetry={series.refresh} />}
        {!series.data && !series.error && <Skeleton rows={2} height={280} />}
        <div className="charts two">
          {charts.map(([name, mine]) => (
            <Chart
              key={name}
              title={name}
              lines={lines(mine, choices, theme)}
              xTitle={choices.axis}
              xShown={axisShown(choices.axis)}
              logarithmic={choices.logarithmic}
              smoothing={choices.smoothing}
              syncKey="run"
            />
          ))}
        </div>
        {series.data && charts.length === 0 && (
          <p className="waiting">
            {live
              ? 'No metric yet: the first arrives with the first report of the training.'
              : 'This run reported no metrics.'}
          </p>
        )}
      </section>
      <Hyperparameters trial={trial} />
    </div>
  );
}

/** A chart per quantity: what was trained and what was validated lie in one. */
function byQuantity(all: Curve[]): [string, Curve[]][] {
  const found = new Map<string, Curve[]>();
  for (const curve of all) {
    const key = quantity(curve.name);
    found.set(key, [...(found.get(key) ?? []), curve]);
  }
  const rank = (name: string) => (name === 'loss' ? 0 : 1);
  return [...found].sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b));
}

function lines(mine: Curve[], choices: ChartChoices, theme: Theme): Line[] {
  const rank = (curve: Curve) => ({ training: 0, validation: 1 })[curve.group] ?? 2;
  return [...mine]
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
    .map((curve, index) => ({
      id: index,
      label: curve.name.startsWith('val') || curve.group === 'training' ? curve.name : `${curve.group} ${curve.name}`,
      ...stroke(index, theme),
      xs: curve.xs,
      ys: curve.ys,
      hidden: choices.hidden.has(index),
    }));
}

function Hyperparameters({ trial }: { trial: Trial }) {
  const all = Object.entries(flatten(trial.hparams)).sort(([a], [b]) => a.localeCompare(b));
  return (
    <section aria-label="Hyperparameters" className="aside">
      <div className="head">
        <h2>Hyperparameters</h2>
        <span className="spacer" />
        {all.length > 0 && (
          <CopyButton text={JSON.stringify(trial.hparams, null, 2)} label="Copy the hyperparameters as JSON" />
        )}
      </div>
      {all.length === 0 && <p className="quiet">This run has none.</p>}
      <dl className="pairs">
        {all.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="number" title={JSON.stringify(value)}>
              {shown(value)}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
