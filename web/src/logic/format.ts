/** Numbers, times and sizes as people read them. Pure: the present comes in as an argument. */

import type { WireNumber } from '../api/types';

/** `1h 04m`, `5m 12s`, `8 s`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const two = (part: number) => String(part).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${two(whole % 60)}s`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)}h ${two(Math.floor((whole % 3600) / 60))}m`;
  return `${Math.floor(whole / 86_400)}d ${two(Math.floor((whole % 86_400) / 3600))}h`;
}

/** `4 s ago`, from two instants in milliseconds. */
export function ago(then: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - then) / 1000));
  if (seconds < 2) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

/** A time of the wire in milliseconds, or undefined. A time without a zone is UTC. */
export function instant(time: string | null | undefined): number | undefined {
  if (!time) return undefined;
  const parsed = Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(time) ? time : `${time}Z`);
  return Number.isNaN(parsed) ? undefined : parsed;
}

/** The number of a wire number. */
export function real(value: WireNumber | null | undefined): number | undefined {
  if (value === null || value === undefined) return undefined;
  return typeof value === 'number' ? value : Number(value);
}

/** A metric or hyperparameter with at most five significant digits; `NaN` stays visible. */
export function figure(value: number | null | undefined): string {
  if (value === undefined || value === null) return '–';
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return value.toExponential(3).replace(/\.?0+e/, 'e');
  return size >= 1000 ? value.toFixed(1) : value.toPrecision(4);
}

/** A value at an axis: the shortest that is exact to four digits. */
export function tick(value: number): string {
  return figure(Number(value.toPrecision(4)))
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
}

export function bytes(size: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let value = size;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toPrecision(2)} ${units[unit]}`;
}

export function percent(fraction: number): string {
  return `${Math.floor(Math.min(1, Math.max(0, fraction)) * 100)} %`;
}

/** `1 run`, `6 runs`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}

/** `14:03:22`, with the date when it is not today. */
export function clock(time: number, now: number): string {
  const at = new Date(time);
  const hours = at.toLocaleTimeString('en-GB', { hour12: false });
  return at.toDateString() === new Date(now).toDateString()
    ? hours
    : `${at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })} ${hours.slice(0, 5)}`;
}
