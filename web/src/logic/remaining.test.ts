import { expect, test } from 'vitest';
import type { Experiment, Trial } from '../api/types';
import { runSecondsLeft, searchSecondsLeft } from './remaining';

const experiment = {
  id: 1,
  state: 'STATE_RUNNING',
  startTime: '2026-11-23T10:00:00Z',
  plan: { trials: 4, concurrent: 2, slots: 2 },
};
const now = Date.parse('2026-11-23T10:01:00Z');
const trial = (state: string, done: number, speed?: number) =>
  ({
    state: `STATE_${state}`,
    totalBatchesProcessed: done,
    length: 1000,
    batchesPerSecond: speed,
  }) as unknown as Trial;

test('a run needs what is left at its speed', () => {
  expect(runSecondsLeft(trial('RUNNING', 600, 20))).toBe(20);
  expect(runSecondsLeft(trial('COMPLETED', 1000, 20))).toBeUndefined();
  expect(runSecondsLeft(trial('RUNNING', 600))).toBeUndefined();
});

test('a search counts the runs to come, each with its start', () => {
  const ended = { ...trial('COMPLETED', 1000), startTime: '2026-11-23T10:00:00Z', endTime: '2026-11-23T10:00:40Z' };
  const running = { ...trial('RUNNING', 500, 10), startTime: '2026-11-23T10:00:10Z' };
  // The running one will have taken 50 + 50 s, the ended one 40 s: 70 s for each of the two to come; two at once.
  expect(searchSecondsLeft(experiment as unknown as Experiment, [ended, running], now)).toBe((50 + 2 * 70) / 2);
});

test('without a speed the progress tells, and without progress nothing is said', () => {
  const at = (progress: number) => ({ ...experiment, progress }) as unknown as Experiment;
  expect(searchSecondsLeft(at(0.25), [], now)).toBeCloseTo(180);
  expect(searchSecondsLeft(at(0), [], now)).toBeUndefined();
  expect(searchSecondsLeft({ ...at(0.5), state: 'STATE_PAUSED' }, [], now)).toBeUndefined();
});
