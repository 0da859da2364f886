import { expect, test } from 'vitest';
import { ago, bytes, count, duration, figure, instant, percent, real, tick } from './format';

test('durations read well at every size', () => {
  expect([0, 8.4, 59.4, 60, 312, 3840, 90_000].map(duration)).toEqual([
    '0 s',
    '8 s',
    '59 s',
    '1m 00s',
    '5m 12s',
    '1h 04m',
    '1d 01h',
  ]);
  expect(duration(Number.NaN)).toBe('–');
});

test('ages count up from now', () => {
  expect([500, 4000, 125_000, 7_200_000].map(age => ago(1e12 - age, 1e12))).toEqual([
    'just now',
    '4 s ago',
    '2 min ago',
    '2 h ago',
  ]);
});

test('a time without a zone is UTC, and no time is undefined', () => {
  expect(instant('2026-11-23T10:00:00')).toBe(instant('2026-11-23T10:00:00Z'));
  expect(instant('2026-11-23T12:00:00.5+02:00')).toBe(Date.UTC(2026, 10, 23, 10, 0, 0, 500));
  expect(instant(null)).toBeUndefined();
  expect(instant('soon')).toBeUndefined();
});

test('figures keep four digits, small and large ones their exponent', () => {
  expect([0.98123, 0.0001387, 0.00001387, 12345.67, 2_500_000.5, 64].map(figure)).toEqual([
    '0.9812',
    '0.0001387',
    '1.387e-5',
    '12345.7',
    '2.5e+6',
    '64',
  ]);
  expect([figure(Number.NaN), figure(undefined)]).toEqual(['NaN', '–']);
});

test('axis figures carry no padding', () => {
  expect([2.5, 0.8, 0, 1, 0.30000000000000004, 1e-7].map(tick)).toEqual(['2.5', '0.8', '0', '1', '0.3', '1e-7']);
});

test('numbers of the wire may be words', () => {
  expect([real(0.5), real('Infinity'), real(null)]).toEqual([0.5, Number.POSITIVE_INFINITY, undefined]);
  expect(real('NaN')).toBeNaN();
});

test('sizes, shares and counts', () => {
  expect([999, 1240, 1_240_000, 999_600_000].map(bytes)).toEqual(['999 B', '1.2 kB', '1.2 MB', '1.0 GB']);
  expect([percent(0.999), percent(1.2)]).toEqual(['99 %', '100 %']);
  expect([count(1, 'run'), count(1200, 'run')]).toEqual(['1 run', '1,200 runs']);
});
