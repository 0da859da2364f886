import { useState } from 'react';
import { post } from '../api/client';
import type { Experiment, Trial } from '../api/types';
import { failureSentence, nextSentence, setbackSentence } from '../logic/failure';
import { duration, figure, instant, real } from '../logic/format';
import { runSecondsLeft } from '../logic/remaining';
import { searcherOf } from '../logic/searcher';
import { runState, stateView } from '../logic/state';
import { Confirm } from '../ui/Confirm';
import { Command } from '../ui/Copy';
import { Fact } from '../ui/Fact';
import { Progress } from '../ui/Progress';
import { Link } from '../ui/router';
import { Age, State } from '../ui/State';
import { useNow } from '../ui/useNow';
import { WaitReasons } from './WaitReasons';

interface Props {
  trial: Trial;
  experiment: Experiment | undefined;
  onChange: () => void;
}

const killed =
  'It ends at once, and is not restarted. What it trained since its newest checkpoint is lost. The search goes on without it.';
const refused =
  'Nothing more is taken of its process, which is not the cluster’s: what it reports is refused, and most end by that.';

export function RunHead({ trial, experiment, onChange }: Props) {
  const [asked, setAsked] = useState(false);
  const state = runState(trial);
  const view = stateView(state);
  const failure = failureSentence(trial);
  const setback = setbackSentence(trial);
  const next = nextSentence(trial);
  return (
    <section className="summary" aria-label="Summary">
      <div className="head">
        <p className="path">
          <Link to="/experiments">Searches</Link> /{' '}
          <Link to={`/experiments/${trial.experimentId}`}>{experiment?.name ?? `search ${trial.experimentId}`}</Link>
        </p>
        <h1>run {trial.id}</h1>
        <State state={state} />
        {view.live && <Age at={instant(trial.lastHeard)} prefix="heard " />}
        <span className="spacer" />
        {view.live && (
          <span className="actions">
            <button type="button" className="danger" onClick={() => setAsked(true)}>
              Kill
            </button>
          </span>
        )}
      </div>
      {failure && (
        <p className="failure" role="alert">
          {failure} {next} <Link to={`/trials/${trial.id}?tab=log`}>Look at the log</Link>
        </p>
      )}
      {setback && (
        <p className="reason">
          The attempt before this one failed: {setback} {next}
        </p>
      )}
      <WaitReasons trial={trial} />
      <RunProgress trial={trial} tone={view.tone} />
      <RunFacts trial={trial} metric={searcherOf(experiment?.config).metric} />
      {asked && (
        <Confirm
          title={`Kill run ${trial.id}?`}
          what={trial.unmanaged ? refused : killed}
          command={`./det trial kill ${trial.id}`}
          verb="Kill"
          danger
          onDo={() => post(`/api/v1/trials/${trial.id}/kill`).then(onChange)}
          onClose={() => setAsked(false)}
        />
      )}
    </section>
  );
}

function RunProgress({ trial, tone }: { trial: Trial; tone: string }) {
  const length = trial.length ?? 0;
  if (length <= 0) return null;
  return <Progress value={trial.totalBatchesProcessed / length} label="Progress of the run" tone={tone} />;
}

const doing: { [state: string]: string } = {
  starting: 'starting',
  restoring: 'restoring a checkpoint',
  training: 'training',
  validating: 'validating',
  checkpointing: 'saving a checkpoint',
  finishing: 'finishing',
};

function RunFacts({ trial, metric }: { trial: Trial; metric: string | undefined }) {
  const now = useNow();
  const live = stateView(trial.state).live;
  const length = trial.length ?? 0;
  const left = runSecondsLeft(trial);
  const start = instant(trial.startTime) ?? now;
  const doingNow = trial.runnerState && doing[trial.runnerState];
  return (
    <dl className="facts">
      <Fact name={`Best ${metric ?? 'metric'}`}>
        <b className="number">{figure(real(trial.searcherMetricValue))}</b>
      </Fact>
      <Fact name="Batches">
        <span className="number">
          {trial.totalBatchesProcessed.toLocaleString('en')}
          {length > 0 ? ` of ${length.toLocaleString('en')}` : ''}
        </span>
      </Fact>
      {live && <Fact name="Speed">{trial.batchesPerSecond ? `${figure(trial.batchesPerSecond)} batches/s` : '–'}</Fact>}
      {live && <Fact name="Time left">{left === undefined ? '–' : `about ${duration(left)}`}</Fact>}
      <Fact name={live ? 'Running for' : 'Took'}>{duration(((instant(trial.endTime) ?? now) - start) / 1000)}</Fact>
      {live && trial.lastReport && (
        <Fact name="Last report">
          <Age at={instant(trial.lastReport)} />
        </Fact>
      )}
      {live && trial.runnerHeard && (
        <Fact name="Process heard">
          <Age at={instant(trial.runnerHeard)} />
        </Fact>
      )}
      {live && doingNow && <Fact name="Now">{doingNow}</Fact>}
      {trial.unmanaged && <Fact name="Run by">a process outside the cluster</Fact>}
      <Fact name="Restarts">{trial.restarts}</Fact>
      <Fact name="In the terminal">
        <Command text={`./det trial logs${live ? ' -f' : ''} ${trial.id}`} />
      </Fact>
    </dl>
  );
}
