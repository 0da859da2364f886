import { useEffect, useRef, useState } from 'react';
import { ApiError } from '../api/client';
import { readStream } from '../api/stream';
import type { TrialLine } from '../api/types';
import { LogStore } from './logStore';

export interface Log {
  store: LogStore;
  /** Renewed with each change of the store. */
  version: number;
  /** Whether the end of the log has been reached, for now or for good. */
  loading: boolean;
  problem: string | undefined;
}

/**
 * Follows the log of a run through the streaming operation. When the connection breaks it starts over from the first
 * line, silently replacing what is there, so that no line is lost or doubled.
 */
export function useLog(id: number): Log {
  const store = useRef(new LogStore());
  const [log, setLog] = useState<Omit<Log, 'store'>>({ version: 0, loading: true, problem: undefined });

  useEffect(() => {
    const gone = new AbortController();
    let painted: ReturnType<typeof setTimeout> | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const paint = (loading: boolean, problem?: string) => {
      clearTimeout(painted);
      painted = undefined;
      setLog({ version: store.current.version, loading, problem });
    };
    /** The longer the log, the rarer it is painted while it pours in. */
    const paintSoon = () => {
      painted ??= setTimeout(() => paint(true), store.current.length > 20_000 ? 250 : 30);
    };
    const follow = async () => {
      store.current = new LogStore();
      const mine = store.current;
      let quiet: ReturnType<typeof setTimeout> | undefined;
      try {
        await readStream<TrialLine>(`/api/v1/trials/${id}/logs?follow=true`, gone.signal, lines => {
          mine.add(lines);
          paintSoon();
          clearTimeout(quiet);
          quiet = setTimeout(() => paint(false), 300);
        });
        clearTimeout(quiet);
        paint(false);
      } catch (fault) {
        clearTimeout(quiet);
        if (gone.signal.aborted) return;
        paint(false, fault instanceof Error ? fault.message : String(fault));
        if (!(fault instanceof ApiError) || fault.status === 0 || fault.status >= 500) timer = setTimeout(follow, 2000);
      }
    };
    void follow();
    return () => {
      gone.abort();
      clearTimeout(timer);
      clearTimeout(painted);
    };
  }, [id]);

  return { ...log, store: store.current };
}
