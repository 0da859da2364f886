import type { Experiment, Trial } from '../api/types';
import { failureSentence, waitSentence } from '../logic/failure';
import { count, duration, figure, instant, real } from '../logic/format';
import { searchSecondsLeft } from '../logic/remaining';
import { stateView } from '../logic/state';
import { Command } from '../ui/Copy';
import { Fact } from '../ui/Fact';
import { Progress } from '../ui/Progress';
import { Link } from '../ui/router';
import { Age, State } from '../ui/State';
import { useNow } from '../ui/useNow';
import { Actions } from './Actions';

interface Props {
  experiment: Experiment;
  metric: string | undefined;
  trials: Trial[];
  at: number;
  onChange: () => void;
}

/** What one wants to know first. */
export function SearchHead({ experiment, metric, trials, at, onChange }: Props) {
  const now = useNow();
  const view = stateView(experiment.state);
  const start = instant(experiment.startTime) ?? now;
  const left = searchSecondsLeft(experiment, trials, now);
  const why = waitSentence(experiment);
  const failure = failureSentence(experiment);
  const finished = trials.filter(one => !stateView(one.state).live).length;
  const planned = experiment.plan?.trials ?? Math.max(experiment.numTrials, trials.length);
  return (
    <section className="summary" aria-label="Summary">
      <div className="head">
        <p className="path">
          <Link to="/experiments">Searches</Link> / {experiment.id}
        </p>
        <h1>{experiment.name}</h1>
        <State state={experiment.state} />
        {view.live && <Age at={at} prefix="heard " />}
        <span className="spacer" />
        <Actions id={experiment.id} state={experiment.state} unmanaged={experiment.unmanaged} onChange={onChange} />
      </div>
      {experiment.description && <p className="quiet">{experiment.description}</p>}
      {failure && (
        <p className="failure" role="alert">
          {failure}
        </p>
      )}
      {why && <p className="reason">{why}</p>}
      <Progress
        value={view.tone === 'done' ? 1 : (experiment.progress ?? 0)}
        label="Progress of the search"
        tone={view.tone}
      />
      <dl className="facts">
        <Fact name={metric ? `Best ${metric}` : 'Best'}>
          <Best experiment={experiment} />
        </Fact>
        <Fact name="Runs">
          {finished} of {planned} ended
        </Fact>
        <Fact name={elapsedName(view)}>{duration(((instant(experiment.endTime) ?? now) - start) / 1000)}</Fact>
        {view.live && <Fact name="Time left">{left === undefined ? '–' : `about ${duration(left)}`}</Fact>}
        <Fact name="Search">
          {experiment.searcherType.replaceAll('"', '')}
          {experiment.plan ? `, ${experiment.plan.concurrent} at once on ${count(experiment.plan.slots, 'slot')}` : ''}
        </Fact>
        {experiment.unmanaged && <Fact name="Run by">processes outside the cluster</Fact>}
        <Fact name="By">{experiment.username}</Fact>
        <Fact name="In the terminal">
          <Command text={`./det experiment ${view.live ? 'wait' : 'describe'} ${experiment.id}`} />
        </Fact>
      </dl>
    </section>
  );
}

function elapsedName({ live, tone }: { live: boolean; tone: string }): string {
  if (!live) return 'Took';
  return tone === 'waiting' ? 'Waiting for' : 'Since the start';
}

function Best({ experiment }: { experiment: Experiment }) {
  const value = real(experiment.bestTrialSearcherMetric);
  if (value === undefined) return <>–</>;
  return (
    <>
      <b className="number">{figure(value)}</b>
      {experiment.bestTrialId ? (
        <>
          {' '}
          in <Link to={`/trials/${experiment.bestTrialId}`}>run {experiment.bestTrialId}</Link>
        </>
      ) : null}
    </>
  );
}
