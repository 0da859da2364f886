import { expect, test } from 'vitest';
import { rowHeight, Scaled } from './scaled';

test('a short list is not scaled', () => {
  const list = new Scaled(1000, 400);
  expect([list.laidOut, list.top(123), list.scrollTop(123)]).toEqual([18_000, 123, 123]);
});

test('a very long list reaches both of its ends', () => {
  const list = new Scaled(5_000_000, 400);
  expect(list.laidOut).toBe(16_000_000);
  expect(list.top(0)).toBe(0);
  expect(list.top(list.laidOut - 400)).toBeCloseTo(5_000_000 * rowHeight - 400);
  expect(list.scrollTop(list.top(777))).toBeCloseTo(777);
});

test('nothing stands beyond the ends', () => {
  const list = new Scaled(100, 400);
  expect([list.clamp(-5), list.clamp(1e9)]).toEqual([0, 1400]);
  expect(new Scaled(3, 400).clamp(50)).toBe(0);
});
