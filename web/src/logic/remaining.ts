import type { Experiment, Trial } from '../api/types';
import { instant } from './format';
import { stateView } from './state';

/** Seconds until a run has trained its length at its present speed, or undefined while that is not known. */
export function runSecondsLeft(trial: Trial): number | undefined {
  const length = trial.length ?? 0;
  if (!stateView(trial.state).live || length <= 0 || !trial.batchesPerSecond) return undefined;
  return Math.max(0, length - trial.totalBatchesProcessed) / trial.batchesPerSecond;
}

/**
 * Seconds until a search ends. What a run takes, its start included, is known from those that ended and from those whose
 * speed is known; what is left, of the runs to come too, is shared by as many as run at once. Where no run tells, the
 * progress since the start does.
 */
export function searchSecondsLeft(experiment: Experiment, trials: Trial[], now: number): number | undefined {
  if (stateView(experiment.state).tone !== 'running') return undefined;
  const whole = mean(trials.map(trial => wholeSeconds(trial, now)).filter(seconds => seconds !== undefined));
  const live = trials.filter(trial => stateView(trial.state).live);
  if (whole !== undefined && live.length > 0) {
    const begun = live.reduce((sum, trial) => sum + (runSecondsLeft(trial) ?? whole), 0);
    const toCome = Math.max(0, (experiment.plan?.trials ?? trials.length) - trials.length);
    const atOnce = Math.min(experiment.plan?.concurrent ?? live.length, live.length + toCome);
    return (begun + toCome * whole) / Math.max(1, atOnce);
  }
  const start = instant(experiment.startTime);
  const progress = experiment.progress ?? 0;
  if (start === undefined || progress < 0.02) return undefined;
  return ((now - start) / 1000 / progress) * (1 - progress);
}

/** What a run takes from its start to its end, as far as that can be told. */
function wholeSeconds(trial: Trial, now: number): number | undefined {
  const start = instant(trial.startTime);
  const left = runSecondsLeft(trial);
  const end = stateView(trial.state).tone === 'done' ? instant(trial.endTime) : left === undefined ? undefined : now;
  return start === undefined || end === undefined ? undefined : (end - start) / 1000 + (left ?? 0);
}

function mean(numbers: number[]): number | undefined {
  return numbers.length === 0 ? undefined : numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}
