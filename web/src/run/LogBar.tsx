import type { Trial } from '../api/types';
import { count } from '../logic/format';
import { stateView } from '../logic/state';
import { CopyButton } from '../ui/Copy';
import { type Level, levels } from './logStore';

interface Props {
  trial: Trial;
  lines: number;
  loading: boolean;
  level: Level;
  onLevel: (level: Level) => void;
  text: string;
  onText: (text: string) => void;
  hits: number;
  hit: number;
  onStep: (by: number) => void;
  follow: boolean;
  onFollow: (follow: boolean) => void;
}

/** The controls of the log. */
export function LogBar(props: Props) {
  const { trial, lines, loading, level, text, hits, hit, follow, onStep } = props;
  return (
    <div className="log-bar">
      <input
        type="search"
        placeholder="Find in the log  /"
        aria-label="Find in the log"
        value={text}
        onChange={event => props.onText(event.target.value)}
        onKeyDown={event => {
          if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1);
        }}
      />
      <span className="hits number" aria-live="polite">
        {text === '' ? '' : hits === 0 ? 'no hits' : `${hit < 0 ? '' : `${hit + 1} of `}${count(hits, 'hit')}`}
      </span>
      <button type="button" disabled={hits === 0} onClick={() => onStep(-1)} aria-label="Previous hit" title="N">
        ↑
      </button>
      <button type="button" disabled={hits === 0} onClick={() => onStep(1)} aria-label="Next hit" title="n">
        ↓
      </button>
      <select aria-label="Least level" value={level} onChange={event => props.onLevel(event.target.value as Level)}>
        {levels.map(one => (
          <option key={one} value={one}>
            {one === 'TRACE' ? 'all levels' : `${one.toLowerCase()} and above`}
          </option>
        ))}
      </select>
      <span className="spacer" />
      <span className="quiet number">
        {count(lines, 'line')}
        {loading ? ' …' : ''}
      </span>
      <button type="button" aria-pressed={follow} onClick={() => props.onFollow(!follow)} title="f">
        {followWord(stateView(trial.state).live, follow)}
      </button>
      <CopyButton text={`./det trial logs -f ${trial.id}`} label="Copy command that follows this log">
        Copy command
      </CopyButton>
    </div>
  );
}

/** The log of a run that is over has an end, but nothing to follow. */
function followWord(live: boolean, follow: boolean): string {
  if (live) return follow ? 'Following' : 'Follow';
  return follow ? 'At the end' : 'Go to the end';
}
