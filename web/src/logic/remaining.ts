import type { Experiment, Trial } from '../api/types';
import { instant } from './format';
import { stateView } from './state';

/** Seconds until a run has trained its length at its present speed, or undefined while that is not known. */
export function runSecondsLeft(trial: Trial): number | undefined {
  const length = Number(trial.length ?? 0);
  if (!stateView(trial.state).live || length <= 0 || !trial.batchesPerSecond) return undefined;
  return Math.max(0, length - trial.totalBatchesProcessed) / trial.batchesPerSecond;
}

/**
 * Seconds until a search ends: the batches that are left, of the trials to come too, at the speed of those that run now;
 * where speed or length are unknown, from the progress since the start.
 */
export function searchSecondsLeft(experiment: Experiment, trials: Trial[], now: number): number | undefined {
  if (stateView(experiment.state).tone !== 'running') return undefined;
  const live = trials.filter(trial => stateView(trial.state).live);
  const speed = live.reduce((sum, trial) => sum + (trial.batchesPerSecond ?? 0), 0);
  const length = Math.max(0, ...trials.map(trial => Number(trial.length ?? 0)));
  if (speed > 0 && length > 0) {
    const begun = live.reduce((sum, trial) => sum + Math.max(0, length - trial.totalBatchesProcessed), 0);
    const toCome = Math.max(0, (experiment.plan?.trials ?? trials.length) - trials.length) * length;
    return (begun + toCome) / speed;
  }
  const start = instant(experiment.startTime);
  const progress = experiment.progress ?? 0;
  if (start === undefined || progress < 0.02) return undefined;
  return ((now - start) / 1000 / progress) * (1 - progress);
}
