import { useMemo } from 'react';
import type { Experiment, Trial } from '../api/types';
import type { ChartChoices } from '../charts/choices';
import { failureSentence, waitSentence } from '../logic/failure';
import { duration, figure, instant, real } from '../logic/format';
import { flatten, shown, varying } from '../logic/hyperparameters';
import { runSecondsLeft } from '../logic/remaining';
import type { Searcher } from '../logic/searcher';
import { runState, stateView } from '../logic/state';
import { Swatch } from '../ui/Legend';
import { Progress } from '../ui/Progress';
import { stroke } from '../ui/palette';
import { Link } from '../ui/router';
import { State } from '../ui/State';
import { type Column, Table } from '../ui/Table';
import { useTheme } from '../ui/theme';

interface Props {
  experiment: Experiment;
  searcher: Searcher;
  trials: Trial[];
  choices: ChartChoices;
}

/** The runs of a search with what differs between them, the best first. */
export function TrialTable({ experiment, searcher, trials, choices }: Props) {
  const theme = useTheme();
  const columns = useMemo(() => {
    const order = trials.map(trial => trial.id).sort((a, b) => a - b);
    const hyperparameters = varying(trials.map(trial => flatten(trial.hparams)));
    const swatch = (trial: Trial) => (
      <button
        type="button"
        className="eye"
        aria-pressed={!choices.hidden.has(trial.id)}
        aria-label={`Show run ${trial.id} in the charts`}
        onClick={() => choices.toggle(trial.id)}
      >
        <Swatch {...stroke(order.indexOf(trial.id), theme)} hidden={choices.hidden.has(trial.id)} />
      </button>
    );
    return [
      { id: 'shown', title: '', width: '40px', cell: swatch },
      ...named(experiment),
      ...hyperparameters.map(hyperparameter),
      ...figures(searcher.metric ?? 'metric'),
    ] satisfies Column<Trial>[];
  }, [experiment, searcher, trials, choices.hidden, choices.toggle, theme]);

  return (
    <section aria-label="Runs">
      <div className="head">
        <h2>Runs</h2>
        <span className="quiet">{trials.length}</span>
      </div>
      <Table
        label="Runs of this search"
        columns={columns}
        rows={trials}
        id={trial => trial.id}
        to={trial => `/trials/${trial.id}`}
        sortedAtFirst={!searcher.smallerIsBetter ? '-metric' : 'metric'}
        onMark={trial => choices.toggle(trial.id)}
      />
    </section>
  );
}

function named(experiment: Experiment): Column<Trial>[] {
  return [
    {
      id: 'run',
      title: 'Run',
      width: '112px',
      by: trial => trial.id,
      cell: trial => (
        <span className="value">
          <Link to={`/trials/${trial.id}`}>{`run ${trial.id}`}</Link>
          {trial.id === experiment.bestTrialId && <span className="badge">best</span>}
        </span>
      ),
    },
    {
      id: 'state',
      title: 'State',
      width: '170px',
      by: trial => stateView(runState(trial)).word,
      cell: trial => {
        const why = failureSentence(trial) ?? waitSentence(trial);
        return (
          <>
            <State state={runState(trial)} />
            {why && (
              <div className="why" title={why}>
                {why}
              </div>
            )}
          </>
        );
      },
    },
  ];
}

function hyperparameter(name: string): Column<Trial> {
  const value = (trial: Trial) => flatten(trial.hparams)[name];
  return { id: `hp.${name}`, title: name, numeric: true, by: value, cell: trial => shown(value(trial)) };
}

function figures(metric: string): Column<Trial>[] {
  const best = (trial: Trial) => real(trial.searcherMetricValue);
  return [
    { id: 'metric', title: metric, numeric: true, by: best, cell: trial => <b>{figure(best(trial))}</b> },
    {
      id: 'batches',
      title: 'Batches',
      width: '180px',
      by: trial => trial.totalBatchesProcessed,
      cell: trial => <Batches trial={trial} />,
    },
    {
      id: 'left',
      title: 'Left',
      width: '80px',
      numeric: true,
      by: runSecondsLeft,
      cell: trial => {
        const left = runSecondsLeft(trial);
        return left === undefined ? '' : duration(left);
      },
    },
    {
      id: 'restarts',
      title: 'Restarts',
      width: '80px',
      numeric: true,
      by: trial => trial.restarts,
      cell: trial => trial.restarts,
    },
    {
      id: 'took',
      title: 'Took',
      width: '80px',
      numeric: true,
      by: took,
      cell: trial => {
        const seconds = took(trial);
        return seconds === undefined ? '' : duration(seconds);
      },
    },
  ];
}

function Batches({ trial }: { trial: Trial }) {
  const length = Number(trial.length ?? 0);
  if (length <= 0) return <span className="number">{trial.totalBatchesProcessed.toLocaleString('en')}</span>;
  return (
    <Progress
      value={trial.totalBatchesProcessed / length}
      label={`Progress of run ${trial.id}`}
      tone={stateView(runState(trial)).tone}
    />
  );
}

function took(trial: Trial): number | undefined {
  const start = instant(trial.startTime);
  const end = instant(trial.endTime);
  return start !== undefined && end !== undefined ? (end - start) / 1000 : undefined;
}
