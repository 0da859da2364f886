import { expect, test } from 'vitest';
import type { LogLevel, TrialLine } from '../api/types';
import { LogStore, rankOf } from './logStore';

const line = (log: string, level: LogLevel = 'LOG_LEVEL_INFO'): TrialLine => ({
  id: '1',
  timestamp: '2026-11-23T10:00:00Z',
  message: log,
  level,
  trialId: 1,
  log,
});

test('lines are kept without their newline, with time and level', () => {
  const store = new LogStore();
  store.add([line('one\n'), line('two', 'LOG_LEVEL_ERROR')]);
  expect(store.texts).toEqual(['one', 'two']);
  expect(store.times[0]).toBe(Date.UTC(2026, 10, 23, 10));
  expect(store.version).toBe(1);
});

test('a level keeps what is at least that severe; no level counts as info', () => {
  const store = new LogStore();
  store.add([
    line('a', 'LOG_LEVEL_DEBUG'),
    line('b'),
    line('c', 'LOG_LEVEL_ERROR'),
    line('d', 'LOG_LEVEL_UNSPECIFIED'),
  ]);
  const rows: number[] = [];
  store.select(rankOf('INFO'), 0, rows);
  expect(rows).toEqual([1, 2, 3]);
  const errors: number[] = [];
  store.select(rankOf('ERROR'), 0, errors);
  expect(errors).toEqual([2]);
});

test('search looks at the text without its colours, and goes on where it stopped', () => {
  const store = new LogStore();
  store.add([line('the \u001b[31mLo\u001b[0mss'), line('nothing'), line('loss again')]);
  const hits: number[] = [];
  store.search('loss', [0, 1], 0, hits);
  store.search('loss', [0, 1, 2], 2, hits);
  expect(hits).toEqual([0, 2]);
});

test('a million lines are taken, filtered and searched within seconds', () => {
  const store = new LogStore();
  const many = Array.from({ length: 10_000 }, (_, at) =>
    line(`epoch 1 batch ${at} loss 0.5`, at % 100 ? 'LOG_LEVEL_INFO' : 'LOG_LEVEL_ERROR'),
  );
  for (let round = 0; round < 100; round++) store.add(many);
  const rows: number[] = [];
  store.select(rankOf('ERROR'), 0, rows);
  const hits: number[] = [];
  store.search('batch 900 ', rows, 0, hits);
  expect([store.length, rows.length, hits.length]).toEqual([1_000_000, 10_000, 100]);
});
