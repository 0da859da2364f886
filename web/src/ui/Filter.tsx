import { useQuery } from './router';

/** Keeps the rows of which some text contains every word of the filter, which is in the address. */
export function useFilter<Row>(rows: Row[], texts: (row: Row) => unknown[]) {
  const [text, setText] = useQuery('q');
  const words = (text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const kept = rows.filter(row => {
    const whole = texts(row).join(' ').toLowerCase();
    return words.every(word => whole.includes(word));
  });
  return { kept, text: text ?? '', setText };
}

export function Filter({ text, onText, what }: { text: string; onText: (text: string) => void; what: string }) {
  return (
    <input
      type="search"
      className="filter"
      placeholder={`Find ${what}  /`}
      aria-label={`Find ${what}`}
      value={text}
      onKeyDown={event => event.key === 'Enter' && event.currentTarget.blur()}
      onChange={event => onText(event.target.value)}
    />
  );
}
