import { memo } from 'react';
import { type Piece, pieces } from '../logic/ansi';
import { levels } from './logStore';
import { rowHeight } from './scaled';

interface Props {
  line: number;
  text: string;
  time: number;
  rank: number;
  search: string;
  current: boolean;
  chosen: boolean;
  onChoose: (line: number) => void;
}

/** One line: its number, which is its address, its time, and its text in the colours of the terminal. */
export const LogRow = memo(function LogRow({ line, text, time, rank, search, current, chosen, onChoose }: Props) {
  const level = (levels[rank] ?? 'INFO').toLowerCase();
  const names = ['log-row', level, current ? 'current' : '', chosen ? 'chosen' : ''];
  return (
    <div className={names.join(' ')} style={{ height: rowHeight }}>
      <button type="button" tabIndex={-1} onClick={() => onChoose(line)} aria-label={`Link to line ${line + 1}`}>
        {line + 1}
      </button>
      <time>{Number.isFinite(time) ? new Date(time).toLocaleTimeString('en-GB') : ''}</time>
      <span>
        {pieces(text).map((piece, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a line never move
          <Coloured key={index} piece={piece} search={search} />
        ))}
      </span>
    </div>
  );
});

function Coloured({ piece, search }: { piece: Piece; search: string }) {
  const { text, colour, bold, dim } = piece;
  const content = search ? <Marked text={text} search={search} /> : text;
  if (colour === undefined && !bold && !dim) return content;
  const names = [typeof colour === 'number' ? `ansi${colour}` : '', bold ? 'bold' : '', dim ? 'dim' : ''];
  return (
    <span className={names.join(' ').trim()} style={typeof colour === 'string' ? { color: colour } : undefined}>
      {content}
    </span>
  );
}

/** The text with each hit of the search marked. */
function Marked({ text, search }: { text: string; search: string }) {
  const low = text.toLowerCase();
  const wanted = search.toLowerCase();
  const parts = [];
  let from = 0;
  for (let at = low.indexOf(wanted); at >= 0; at = low.indexOf(wanted, from)) {
    parts.push(text.slice(from, at), <mark key={at}>{text.slice(at, at + wanted.length)}</mark>);
    from = at + wanted.length;
  }
  return (
    <>
      {parts}
      {text.slice(from)}
    </>
  );
}
