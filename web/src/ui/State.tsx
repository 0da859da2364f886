import { ago } from '../logic/format';
import { stateView } from '../logic/state';
import { useNow } from './useNow';

/** A state as a word with a coloured dot: never colour alone. */
export function State({ state }: { state: string }) {
  const { word, tone } = stateView(state);
  return (
    <span className={`state ${tone}`}>
      <i aria-hidden="true" />
      {word}
    </span>
  );
}

/** How old a piece of news is, counting up. */
export function Age({ at, prefix = '' }: { at: number | undefined; prefix?: string }) {
  const now = useNow();
  if (!at) return null;
  return (
    <time className="age" dateTime={new Date(at).toISOString()} title={new Date(at).toLocaleString('en-GB')}>
      {prefix}
      {ago(at, now)}
    </time>
  );
}
