import { expect, test } from 'vitest';
import type { TimeSeriesResponse, Trial } from '../api/types';
import { align, curves, fullName, quantity, smooth } from './series';

const series: TimeSeriesResponse = {
  trials: [
    {
      trial: { id: 7 } as Trial,
      metrics: [
        {
          type: 'METRIC_TYPE_TRAINING',
          group: 'training',
          data: [
            { batches: 100, time: '2026-11-23T10:00:10Z', epoch: 0.5, values: { loss: 2, accuracy: 0.1 } },
            { batches: 200, time: '2026-11-23T10:00:20Z', epoch: 1, values: { loss: 'NaN', accuracy: 0.2 } },
          ],
        },
        {
          type: 'METRIC_TYPE_VALIDATION',
          group: 'validation',
          data: [{ batches: 200, time: '2026-11-23T10:00:21Z', values: { val_loss: 1.5 } }],
        },
      ],
    },
  ],
};

test('an answer becomes one curve for each metric, over batches', () => {
  const found = curves(series, 'batch');
  expect(found.map(fullName)).toEqual(['training.loss', 'training.accuracy', 'validation.val_loss']);
  expect(found[0]).toMatchObject({ trialId: 7, xs: [100, 200], ys: [2, Number.NaN] });
});

test('time counts from the first report of the run, and points without an epoch have no place over epochs', () => {
  expect(curves(series, 'time').map(curve => curve.xs)).toEqual([[0, 10], [0, 10], [11]]);
  expect(curves(series, 'epoch').map(curve => curve.xs)).toEqual([
    [0.5, 1],
    [0.5, 1],
  ]);
});

test('curves of different places share one x column; a value that is no number breaks its line', () => {
  const aligned = align([
    { xs: [1, 3], ys: [10, Number.NaN] },
    { xs: [2], ys: [20] },
  ]);
  expect(aligned).toEqual([
    [1, 2, 3],
    [10, undefined, null],
    [undefined, 20, undefined],
  ]);
});

test('smoothing keeps constants, starts unbiased, and forgets what is no number', () => {
  for (const value of smooth([3, 3, 3], 0.9)) expect(value).toBeCloseTo(3);
  expect(smooth([1, 5], 0)).toEqual([1, 5]);
  const [first, gap, last] = smooth([4, Number.NaN, 4], 0.6);
  expect(first).toBeCloseTo(4);
  expect(gap).toBeNaN();
  expect(last).toBeCloseTo(4);
});

test('smoothed values stay between the least and the greatest, whatever the values (seeded)', () => {
  const seed = 20261123;
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  for (let round = 0; round < 200; round++) {
    const ys = Array.from({ length: 1 + Math.floor(random() * 30) }, () => random() * 10 - 5);
    for (const y of smooth(ys, random() * 0.99)) {
      expect(y, `seed ${seed} round ${round}`).toBeGreaterThanOrEqual(Math.min(...ys) - 1e-9);
      expect(y, `seed ${seed} round ${round}`).toBeLessThanOrEqual(Math.max(...ys) + 1e-9);
    }
  }
});

test('training and validation of a quantity share a chart', () => {
  expect(['loss', 'val_loss', 'validation/loss', 'train_loss', 'value'].map(quantity)).toEqual([
    'loss',
    'loss',
    'loss',
    'loss',
    'value',
  ]);
});
