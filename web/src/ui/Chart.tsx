import { useEffect, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { figure } from '../logic/format';
import { align, smooth } from '../logic/series';
import { options } from './chartOptions';
import { Legend, type LegendEntry } from './Legend';
import { useTheme } from './theme';

/** One curve of a chart. `hidden` ones stay in the legend. */
export interface Line {
  id: number;
  label: string;
  colour: string;
  dash: number[];
  xs: number[];
  ys: number[];
  hidden: boolean;
}

interface Props {
  title: string;
  lines: Line[];
  xTitle: string;
  /** How a value of the x axis reads. */
  xShown: (x: number) => string;
  logarithmic: boolean;
  /** 0 to 0.99; the raw line is kept faint. */
  smoothing: number;
  /** Charts with the same key move their cursors together. */
  syncKey: string;
  onToggle?: (id: number) => void;
}

/** A live line chart: drag to zoom, double click to see all again. */
export function Chart(props: Props) {
  const { title, lines, xTitle, xShown, logarithmic, smoothing, syncKey, onToggle } = props;
  const theme = useTheme();
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [at, setAt] = useState<number | null>(null);
  const visible = useMemo(() => lines.filter(line => !line.hidden && line.xs.length > 0), [lines]);
  const data = useMemo(() => columns(visible, smoothing, logarithmic), [visible, smoothing, logarithmic]);
  const latest = useRef(data);
  latest.current = data;
  const shownX = useRef(xShown);
  shownX.current = xShown;
  const smoothed = smoothing > 0;
  const shape = JSON.stringify(visible.map(line => [line.id, line.label, line.colour, line.dash]));

  useEffect(() => {
    const element = holder.current;
    if (!element || shape === '[]') return;
    const made = options({
      lines: (JSON.parse(shape) as [number, string, string, number[]][]).map(([, label, colour, dash]) => ({
        label,
        colour,
        dash,
      })),
      smoothed,
      logarithmic,
      syncKey,
      xShown: x => shownX.current(x),
      width: element.clientWidth,
      height: element.clientHeight,
      onCursor: setAt,
      style: getComputedStyle(element),
    });
    const chart = new uPlot(made, latest.current as uPlot.AlignedData, element);
    plot.current = chart;
    element.dataset['theme'] = theme;
    const observer = new ResizeObserver(() => {
      chart.setSize({ width: element.clientWidth, height: element.clientHeight });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
      plot.current = null;
      setAt(null);
    };
  }, [shape, smoothed, logarithmic, syncKey, theme]);

  useEffect(() => {
    const chart = plot.current;
    if (!chart || chart.data === (data as uPlot.AlignedData)) return;
    const { min, max } = chart.scales['x'] ?? {};
    const [first] = chart.data;
    const zoomed = min != null && max != null && (min > (first[0] ?? min) || max < (first.at(-1) ?? max));
    chart.setData(data as uPlot.AlignedData, !zoomed);
    if (zoomed) chart.setScale('x', { min, max });
  }, [data]);

  const entries = legend(lines, visible, data, smoothed, at);
  const points = visible.reduce((sum, line) => sum + line.xs.length, 0);
  const summary = entries.filter(entry => entry.value).map(entry => `${entry.label} ${entry.value}`);
  return (
    <figure className="chart" data-points={points}>
      <figcaption>
        <b>{title}</b>
        <span className="number">{at === null ? '' : `${xTitle} ${xShown(data[0][at] ?? 0)}`}</span>
      </figcaption>
      <div ref={holder} className="plot" role="img" aria-label={`${title} over ${xTitle}: ${summary.join(', ')}`}>
        {points === 0 && <p className="waiting">No value yet</p>}
      </div>
      <Legend entries={entries} {...(onToggle ? { onToggle } : {})} />
    </figure>
  );
}

type Columns = ReturnType<typeof align>;

/** Raw values first, then the smoothed ones, so that the smooth lines lie on top. */
function columns(visible: Line[], smoothing: number, logarithmic: boolean): Columns {
  const positive = visible.map(line => ({
    xs: line.xs,
    ys: logarithmic ? line.ys.map(y => (y > 0 ? y : Number.NaN)) : line.ys,
  }));
  if (smoothing <= 0) return align(positive);
  return align([...positive, ...positive.map(line => ({ xs: line.xs, ys: smooth(line.ys, smoothing) }))]);
}

/** The legend at the cursor, or at the end of each line; under the cursor the largest value comes first. */
function legend(lines: Line[], visible: Line[], data: Columns, smoothed: boolean, at: number | null): LegendEntry[] {
  const offset = 1 + (smoothed ? visible.length : 0);
  const entries = lines.map(line => {
    const place = visible.indexOf(line);
    const column = place < 0 ? undefined : (data[offset + place] as (number | null | undefined)[]);
    const value = column && valueAt(column, at);
    return { id: line.id, label: line.label, colour: line.colour, dash: line.dash, hidden: line.hidden, number: value };
  });
  if (at !== null) entries.sort((a, b) => (b.number ?? -Infinity) - (a.number ?? -Infinity));
  return entries.map(({ number, ...rest }) => ({ ...rest, value: number === undefined ? '' : figure(number) }));
}

/** The value at an index, or the nearest before it (curves need not share their points). */
function valueAt(column: (number | null | undefined)[], at: number | null): number | undefined {
  for (let index = at ?? column.length - 1; index >= 0; index--) {
    const value = column[index];
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}
