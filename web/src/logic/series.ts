import type { DataPoint, TimeSeriesResponse } from '../api/types';
import { instant, real } from './format';

export type Axis = 'batch' | 'epoch' | 'time';

/** One curve: a metric of one run. */
export interface Curve {
  trialId: number;
  group: string;
  name: string;
  xs: number[];
  ys: number[];
}

/** A metric's full name, as in the URL: `validation.val_loss`. */
export function fullName(curve: Curve): string {
  return `${curve.group}.${curve.name}`;
}

/** The curves of an answer over the chosen axis; points that the axis does not know are left out. */
export function curves(series: TimeSeriesResponse | undefined, axis: Axis): Curve[] {
  const found: Curve[] = [];
  for (const { trial, metrics } of series?.trials ?? []) {
    const start = Math.min(...metrics.flatMap(one => one.data.map(point => instant(point.time) ?? Infinity)));
    for (const { group, data } of metrics) {
      const named = new Map<string, Curve>();
      for (const point of data) {
        const x = position(point, axis, start);
        if (x === undefined) continue;
        for (const [name, value] of Object.entries(point.values)) {
          const y = real(value);
          if (y === undefined) continue;
          let curve = named.get(name);
          if (!curve) {
            curve = { trialId: trial.id, group, name, xs: [], ys: [] };
            named.set(name, curve);
          }
          curve.xs.push(x);
          curve.ys.push(y);
        }
      }
      found.push(...named.values());
    }
  }
  return found;
}

function position(point: DataPoint, axis: Axis, start: number): number | undefined {
  if (axis === 'batch') return point.batches;
  if (axis === 'epoch') return point.epoch;
  const time = instant(point.time);
  return time === undefined ? undefined : (time - start) / 1000;
}

/** One shared x column and a y column per curve, as uPlot wants it; absent points are undefined, so that lines span them. */
export function align(all: { xs: number[]; ys: number[] }[]): [number[], ...(number | null | undefined)[][]] {
  const xs = [...new Set(all.flatMap(one => one.xs))].sort((a, b) => a - b);
  const place = new Map(xs.map((x, index) => [x, index]));
  const columns = all.map(one => {
    const column: (number | null | undefined)[] = new Array(xs.length).fill(undefined);
    one.xs.forEach((x, index) => {
      const y = one.ys[index];
      // A value that is no number breaks the line where it stands.
      column[place.get(x) ?? 0] = y !== undefined && Number.isFinite(y) ? y : null;
    });
    return column;
  });
  return [xs, ...columns];
}

/**
 * Exponential smoothing that starts unbiased (as in TensorBoard): `strength` 0 changes nothing, 0.99 is very smooth.
 * Values that are no numbers are passed through and forgotten.
 */
export function smooth(ys: number[], strength: number): number[] {
  if (strength <= 0) return ys;
  let sum = 0;
  let weight = 0;
  return ys.map(y => {
    if (!Number.isFinite(y)) return y;
    sum = strength * sum + (1 - strength) * y;
    weight = strength * weight + (1 - strength);
    return sum / weight;
  });
}

/** Training and validation of one quantity share a chart: `loss` and `val_loss`, `accuracy` and `val_accuracy`. */
export function quantity(name: string): string {
  return name.replace(/^(val|validation|test|train)[_/]/, '');
}
