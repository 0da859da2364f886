import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError, get, post } from './client';

export interface Fetched<T> {
  data: T | undefined;
  error: ApiError | undefined;
  /** When `data` arrived, in milliseconds since 1970. */
  at: number;
  refresh: () => void;
}

interface Options<T> {
  /** Milliseconds between one answer and the next question; absent: ask once. May depend on the last answer. */
  every?: number | ((data: T) => number | undefined);
  /** When given, the question is a POST with this body. */
  body?: object;
  /** Keep the last answer while a changed question is under way, for questions that only grow. */
  keep?: boolean;
}

/**
 * Asks the master for `path`, and goes on asking while `every` says so and the page is visible. Keeps the last answer
 * while a question about the same path is under way or fails. A null path asks nothing.
 */
export function useFetch<T>(path: string | null, options: Options<T> = {}): Fetched<T> {
  const [state, setState] = useState<{ path: string | null; data?: T; error?: ApiError; at: number }>({ path, at: 0 });
  const asked = useRef(options);
  asked.current = options;
  const again = useRef(() => {});
  const body = options.body ? JSON.stringify(options.body) : undefined;

  useEffect(() => {
    if (path === null) return;
    const gone = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let failures = 0;
    let busy = false;

    const wait = (data: T | undefined) => {
      const every = asked.current.every;
      const pause = typeof every === 'function' ? (data === undefined ? 2000 : every(data)) : every;
      if (pause !== undefined) timer = setTimeout(ask, Math.min(30_000, pause * 2 ** Math.min(failures, 4)));
    };

    const ask = async () => {
      if (busy || document.hidden) return;
      busy = true;
      clearTimeout(timer);
      try {
        const data = body ? await post<T>(path, JSON.parse(body), gone.signal) : await get<T>(path, gone.signal);
        failures = 0;
        if (gone.signal.aborted) return;
        setState({ path, data, at: Date.now() });
        busy = false;
        wait(data);
      } catch (fault) {
        if (gone.signal.aborted) return;
        failures++;
        const error = fault instanceof ApiError ? fault : new ApiError(0, String(fault));
        setState(before =>
          before.path === path || asked.current.keep ? { ...before, path, error } : { path, error, at: 0 },
        );
        busy = false;
        if (error.status === 0 || error.status >= 500) wait(undefined);
      }
    };

    again.current = ask;
    const shown = () => void ask();
    document.addEventListener('visibilitychange', shown);
    void ask();
    return () => {
      gone.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', shown);
    };
  }, [path, body]);

  const refresh = useCallback(() => void again.current(), []);
  const mine = state.path === path || (options.keep === true && path !== null);
  return {
    data: mine ? state.data : undefined,
    error: mine ? state.error : undefined,
    at: mine ? state.at : 0,
    refresh,
  };
}
