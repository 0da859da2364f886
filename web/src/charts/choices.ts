import { useCallback, useMemo } from 'react';
import { duration, tick } from '../logic/format';
import { ids, idsText } from '../logic/query';
import type { Axis } from '../logic/series';
import { useQuery } from '../ui/router';

export const axes = ['batch', 'epoch', 'time'] as const satisfies Axis[];

/** How the charts of a page are drawn: all of it is in the address. */
export interface ChartChoices {
  axis: Axis;
  logarithmic: boolean;
  smoothing: number;
  hidden: ReadonlySet<number>;
  setAxis: (axis: Axis) => void;
  setLogarithmic: (on: boolean) => void;
  setSmoothing: (strength: number) => void;
  toggle: (id: number) => void;
}

export function useChartChoices(): ChartChoices {
  const [axis, setAxis] = useQuery('x');
  const [y, setY] = useQuery('y');
  const [smoothText, setSmooth] = useQuery('smooth');
  const [hide, setHide] = useQuery('hide');
  const hidden = useMemo(() => ids(hide), [hide]);
  const smoothing = Math.min(0.99, Math.max(0, Number(smoothText ?? 0) || 0));
  const toggle = useCallback(
    (id: number) => {
      const next = new Set(ids(new URLSearchParams(location.search).get('hide')));
      if (!next.delete(id)) next.add(id);
      setHide(idsText(next));
    },
    [setHide],
  );
  return {
    axis: axes.find(one => one === axis) ?? 'batch',
    logarithmic: y === 'log',
    smoothing,
    hidden,
    setAxis: next => setAxis(next === 'batch' ? null : next),
    setLogarithmic: on => setY(on ? 'log' : null),
    setSmoothing: strength => setSmooth(strength > 0 ? String(strength) : null),
    toggle,
  };
}

export function axisShown(axis: Axis): (x: number) => string {
  if (axis === 'time') return duration;
  return x => (axis === 'batch' && Number.isInteger(x) ? x.toLocaleString('en') : tick(x));
}
