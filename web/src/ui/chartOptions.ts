import type uPlot from 'uplot';
import { tick } from '../logic/format';

interface Wanted {
  lines: { label: string; colour: string; dash: number[] }[];
  smoothed: boolean;
  logarithmic: boolean;
  syncKey: string;
  xShown: (x: number) => string;
  width: number;
  height: number;
  /** The index of the point under the cursor, null when it left. */
  onCursor: (index: number | null) => void;
  style: CSSStyleDeclaration;
}

/** What uPlot is to draw, in the colours of the theme. */
export function options(wanted: Wanted): uPlot.Options {
  const colour = (name: string) => wanted.style.getPropertyValue(name).trim();
  const axis: uPlot.Axis = {
    stroke: colour('--quiet'),
    font: '11px system-ui, sans-serif',
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: wanted.width,
    height: wanted.height,
    legend: { show: false },
    cursor: {
      points: { size: 6 },
      drag: { x: true, y: false, setScale: true },
      focus: { prox: -1 },
      sync: { key: wanted.syncKey, scales: ['x', null] },
    },
    scales: {
      x: { time: false },
      y: wanted.logarithmic ? { distr: 3 } : { range: padded },
    },
    axes: [
      { ...axis, space: 70, size: 28, values: (_, splits) => splits.map(wanted.xShown) },
      {
        ...axis,
        size: 54,
        space: 34,
        values: (_, splits) => splits.map(split => (split === null ? '' : tick(split))),
      },
    ],
    series: [{}, ...series(wanted)],
    hooks: { setCursor: [chart => wanted.onCursor(chart.cursor.idx ?? null)] },
  };
}

function series({ lines, smoothed }: Wanted): uPlot.Series[] {
  const line = (label: string, stroke: string, dash: number[], width: number): uPlot.Series => ({
    label,
    stroke,
    dash,
    width,
    points: { show: (chart, index) => few(chart, index), size: 5, fill: stroke },
  });
  if (!smoothed) return lines.map(one => line(one.label, one.colour, one.dash, 1.5));
  return [
    ...lines.map(one => ({ ...line(one.label, `${one.colour}40`, [], 1), points: { show: false } })),
    ...lines.map(one => line(one.label, one.colour, one.dash, 1.75)),
  ];
}

/** Points are worth drawing while there are few: a line of one point would be invisible. */
function few(chart: uPlot, index: number): boolean {
  let points = 0;
  for (const value of chart.data[index] ?? []) if (value !== undefined && value !== null && ++points > 12) return false;
  return true;
}

/** The range of the values with a little air; one constant value lies in the middle. */
function padded(_: uPlot, min: number | null, max: number | null): uPlot.Range.MinMax {
  if (min === null || max === null) return [0, 1];
  const air = (max - min || Math.abs(max) || 1) * 0.06;
  return [min >= 0 && min < air ? 0 : min - air, max + air];
}
