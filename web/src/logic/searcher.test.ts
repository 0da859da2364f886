import { expect, test } from 'vitest';
import { searcherOf } from './searcher';

test('a configuration tells its metric and which end of it is good', () => {
  expect(searcherOf({ searcher: { metric: 'val_accuracy', smaller_is_better: false } })).toEqual({
    metric: 'val_accuracy',
    smallerIsBetter: false,
  });
});

test('what a configuration does not tell is unknown, and smaller is better', () => {
  for (const config of [undefined, {}, { searcher: 'random' }, { searcher: { metric: 5 } }]) {
    expect(searcherOf(config)).toEqual({ smallerIsBetter: true });
  }
});
