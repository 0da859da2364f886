import { type Ref, useCallback, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { LogRow, rowHeight } from './LogRow';
import type { LogStore } from './logStore';

export interface LogListHandle {
  /** Brings a place of the list to the middle. */
  show: (place: number) => void;
  /** Moves by lines. */
  scroll: (lines: number) => void;
  /** The first place that is seen. */
  first: () => number;
}

interface Props {
  ref: Ref<LogListHandle>;
  store: LogStore;
  rows: number[];
  search: string;
  /** The place of the current hit. */
  current: number | undefined;
  /** The line of the address. */
  chosen: number | undefined;
  follow: boolean;
  onFollow: (follow: boolean) => void;
  onChoose: (line: number) => void;
  empty: string;
}

/** Browsers lay out at most some 33 million pixels; a longer list is scaled down, and still reaches each line. */
const tallest = 16_000_000;
const beyond = 20;

/** A virtual list of log lines: only those that are seen are in the page, however many there are. */
export function LogList({ ref, store, rows, search, current, chosen, follow, onFollow, onChoose, empty }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  /** Where we scrolled to ourselves, so that it is not taken for the reader's doing. */
  const own = useRef(-1);
  const total = rows.length * rowHeight;
  const scale = Math.max(1, total / tallest);
  const laidOut = total / scale;

  const scrollTo = useCallback((position: number) => {
    const element = box.current;
    if (!element) return;
    element.scrollTop = position;
    own.current = element.scrollTop;
    setTop(element.scrollTop);
  }, []);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    if (follow) scrollTo(laidOut);
  }, [follow, laidOut, scrollTo]);

  const first = Math.floor(virtualTop(top, scale, height, laidOut, total) / rowHeight);
  useImperativeHandle(ref, () => ({
    show: place => scrollTo(Math.max(0, (place * rowHeight - height / 2) / scale)),
    scroll: lines => {
      onFollow(false);
      scrollTo((first + lines) * (rowHeight / scale));
    },
    first: () => first,
  }));

  const onScroll = () => {
    const element = box.current;
    if (!element) return;
    setTop(element.scrollTop);
    if (Math.abs(element.scrollTop - own.current) < 2) return;
    own.current = -1;
    onFollow(element.scrollTop + element.clientHeight >= element.scrollHeight - rowHeight);
  };

  const from = Math.max(0, first - beyond);
  const to = Math.min(rows.length, first + Math.ceil(height / rowHeight) + beyond);
  // With a scaled list the lines lie where the reader is, at their full height.
  const offset = scale === 1 ? from * rowHeight : top - (first - from) * rowHeight;
  return (
    <div
      ref={box}
      className="log-box"
      onScroll={onScroll}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      role="log"
      aria-live="off"
      aria-label="Log lines"
    >
      {rows.length === 0 && <p className="waiting">{empty}</p>}
      <div style={{ height: laidOut }}>
        <div style={{ transform: `translateY(${offset}px)` }}>
          {rows.slice(from, to).map((line, index) => (
            <LogRow
              key={line}
              line={line}
              text={store.texts[line] ?? ''}
              time={store.times[line] ?? 0}
              rank={store.ranks[line] ?? 2}
              search={search}
              current={from + index === current}
              chosen={line === chosen}
              onChoose={onChoose}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

/** Where a scaled list stands in lines of full height; both ends fit. */
function virtualTop(top: number, scale: number, height: number, laidOut: number, total: number): number {
  if (scale === 1 || laidOut <= height) return top;
  return Math.min(1, top / (laidOut - height)) * (total - height);
}
