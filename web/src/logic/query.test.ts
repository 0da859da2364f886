import { expect, test } from 'vitest';
import { compareCells, ids, idsText, sorting, sortingText } from './query';

test('hidden runs go into the address and come back', () => {
  expect(idsText(ids('12,3,x,,-1'))).toBe('3,12');
  expect(ids(null).size).toBe(0);
});

test('a sorting goes into the address and comes back', () => {
  expect(sorting(null, '-metric')).toEqual({ column: 'metric', descending: true });
  expect(sortingText(sorting('hp.learning_rate', 'id'))).toBe('hp.learning_rate');
});

test('what is absent comes last in either direction', () => {
  const cells = [3, undefined, 1, Number.NaN, 2];
  const sorted = (descending: boolean) => [...cells].sort((a, b) => compareCells(a, b, descending)).slice(0, 3);
  expect(sorted(false)).toEqual([1, 2, 3]);
  expect(sorted(true)).toEqual([3, 2, 1]);
});

test('texts with numbers are sorted as people count', () => {
  expect(['run 10', 'run 9'].sort((a, b) => compareCells(a, b, false))).toEqual(['run 9', 'run 10']);
});
