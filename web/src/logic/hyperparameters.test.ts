import { expect, test } from 'vitest';
import { flatten, shown, varying } from './hyperparameters';
import { metricNames, searcherMetricName } from './metrics';

test('nested hyperparameters get dotted names', () => {
  expect(flatten({ lr: 0.1, dense: { units: 64, layers: [1, 2] } })).toEqual({
    lr: 0.1,
    'dense.units': 64,
    'dense.layers': [1, 2],
  });
  expect(flatten(null)).toEqual({});
  expect([shown([1, 2]), shown('adam'), shown(true), shown(null)]).toEqual(['[1,2]', 'adam', 'true', '–']);
});

test('only what differs between runs gets a column, but a lone run shows all', () => {
  expect(
    varying([
      { a: 1, b: 2 },
      { a: 1, b: 3 },
    ]),
  ).toEqual(['b']);
  expect(varying([{ a: 1, b: 2 }])).toEqual(['a', 'b']);
});

test('metric names come from the summaries, validation first, numbers only', () => {
  const number = { type: 'number', last: 1 };
  const names = metricNames([
    {
      summaryMetrics: {
        avg_metrics: { loss: number, note: { type: 'string', last: '' } },
        validation_metrics: { val_loss: number },
      },
    },
    { summaryMetrics: { cpu: { load: number } } },
    { summaryMetrics: {} },
  ]);
  expect(names).toEqual(['validation.val_loss', 'training.loss', 'cpu.load']);
  expect(searcherMetricName(names, 'val_loss')).toBe('validation.val_loss');
  expect(searcherMetricName(names, 'loss')).toBe('training.loss');
});
