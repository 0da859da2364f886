import { useEffect, useMemo, useRef, useState } from 'react';
import type { Trial } from '../api/types';
import { useKeys } from '../ui/keys';
import { useQuery } from '../ui/router';
import { LogBar } from './LogBar';
import { LogList, type LogListHandle } from './LogList';
import { type Level, levels } from './logStore';
import { useLog } from './useLog';

/** The log of a run: follows its end until one scrolls away, with search, a least level, and an address for each line. */
export function LogView({ trial }: { trial: Trial }) {
  const log = useLog(trial.id);
  const [levelText, setLevel] = useQuery('level');
  const [text, setText] = useQuery('q');
  const [lineText, setLine] = useQuery('line');
  const [follow, setFollow] = useState(lineText === null);
  const [hit, setHit] = useState(-1);
  const list = useRef<LogListHandle>(null);
  const level: Level = levels.find(one => one === levelText) ?? 'TRACE';

  const rows = useRows(log, level);
  const hits = useHits(log, rows, text ?? '');
  const chosen = lineText === null ? undefined : Number(lineText) - 1;

  const step = (by: number) => {
    if (hits.length === 0) return;
    const start = hit < 0 ? nearest(hits, list.current?.first() ?? 0) - (by > 0 ? 1 : 0) : hit;
    const next = (start + by + hits.length) % hits.length;
    setHit(next);
    setFollow(false);
    list.current?.show(hits[next] ?? 0);
  };
  useKeys({
    n: () => step(1),
    ['N']: () => step(-1),
    j: () => list.current?.scroll(1),
    k: () => list.current?.scroll(-1),
    f: () => setFollow(!follow),
    ['G']: () => setFollow(true),
  });

  // Once, when the line of the address has arrived.
  const shown = useRef(false);
  useEffect(() => {
    if (shown.current || chosen === undefined || log.store.length <= chosen) return;
    shown.current = true;
    list.current?.show(rows.indexOf(chosen));
  }, [chosen, rows, log.store]);

  return (
    <section className="log" aria-label="Log">
      <LogBar
        trial={trial}
        lines={rows.length}
        loading={log.loading}
        level={level}
        onLevel={next => setLevel(next === 'TRACE' ? null : next)}
        text={text ?? ''}
        onText={next => {
          setText(next);
          setHit(-1);
        }}
        hits={hits.length}
        hit={hit}
        onStep={step}
        follow={follow}
        onFollow={setFollow}
      />
      {log.problem && (
        <p className="problem" role="alert">
          {log.problem}
        </p>
      )}
      <LogList
        ref={list}
        store={log.store}
        rows={rows}
        search={text ?? ''}
        current={hit < 0 ? undefined : hits[hit]}
        chosen={chosen}
        follow={follow}
        onFollow={setFollow}
        onChoose={line => setLine(line === chosen ? null : String(line + 1))}
        empty={log.loading ? 'Waiting for the first line' : 'No line has that level yet'}
      />
    </section>
  );
}

type Log = ReturnType<typeof useLog>;

/** The indices of the lines that are shown. They are continued, not made anew, while lines arrive. */
function useRows(log: Log, level: Level): number[] {
  const kept = useRef<{ store: Log['store']; level: Level; seen: number; rows: number[] } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the lines of the store
  return useMemo(() => {
    const old = kept.current;
    const same = old && old.store === log.store && old.level === level;
    const rows = same ? old.rows.slice() : [];
    log.store.select(levels.indexOf(level), same ? old.seen : 0, rows);
    kept.current = { store: log.store, level, seen: log.store.length, rows };
    return rows;
  }, [log.store, log.version, level]);
}

/** The places in `rows` that hold the text that is searched for, likewise continued. */
function useHits(log: Log, rows: number[], text: string): number[] {
  const kept = useRef<{
    store: Log['store'];
    text: string;
    first: number | undefined;
    seen: number;
    hits: number[];
  } | null>(null);
  return useMemo(() => {
    if (text === '') return [];
    const old = kept.current;
    const same =
      old && old.store === log.store && old.text === text && old.first === rows[0] && old.seen <= rows.length;
    const hits = same ? old.hits.slice() : [];
    log.store.search(text, rows, same ? old.seen : 0, hits);
    kept.current = { store: log.store, text, first: rows[0], seen: rows.length, hits };
    return hits;
  }, [log.store, rows, text]);
}

/** The place in `hits` of the first that is not above `place`. */
function nearest(hits: number[], place: number): number {
  const found = hits.findIndex(hit => hit >= place);
  return Math.max(0, found);
}
