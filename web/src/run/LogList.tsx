import {
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { LogRow } from './LogRow';
import type { LogStore } from './logStore';
import { rowHeight, Scaled } from './scaled';

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

/** Lines that are kept ready above and below what is seen. */
const beyond = 20;

/** A virtual list of log lines: only those that are seen are in the page, however many there are. */
export function LogList({ ref, store, rows, search, current, chosen, follow, onFollow, onChoose, empty }: Props) {
  const box = useRef<HTMLDivElement>(null);
  /** Where the lines stand, in pixels of full height: what is seen does not move when the list grows. */
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  /** Where we scrolled the box to ourselves, so that it is not taken for the reader's doing. */
  const own = useRef(-1);
  const scaled = useMemo(() => new Scaled(rows.length, height), [rows.length, height]);

  const stand = useCallback(
    (wanted: number) => {
      const element = box.current;
      if (!element) return;
      const next = scaled.clamp(wanted);
      const target = scaled.scrollTop(next);
      // Setting it, even to itself, would end a scroll that is under way.
      if (Math.abs(element.scrollTop - target) >= 1) element.scrollTop = target;
      own.current = element.scrollTop;
      setTop(next);
    },
    [scaled],
  );

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const seen = useRef(top);
  seen.current = top;
  useLayoutEffect(() => stand(follow ? Number.POSITIVE_INFINITY : seen.current), [follow, stand]);

  const first = Math.floor(top / rowHeight);
  useImperativeHandle(ref, () => ({
    show: place => stand(place * rowHeight - height / 2),
    scroll: lines => {
      onFollow(false);
      stand((first + lines) * rowHeight);
    },
    first: () => first,
  }));

  const onScroll = () => {
    const element = box.current;
    if (!element || Math.abs(element.scrollTop - own.current) < 1) return;
    own.current = -1;
    setTop(scaled.top(element.scrollTop));
    onFollow(element.scrollTop + element.clientHeight >= element.scrollHeight - rowHeight);
  };

  const from = Math.max(0, first - beyond);
  const to = Math.min(rows.length, first + Math.ceil(height / rowHeight) + beyond);
  // The lines lie where the reader is, at their full height.
  const offset = scaled.scrollTop(top) - (top - from * rowHeight);
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
      <div style={{ height: scaled.laidOut }}>
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
