export interface LegendEntry {
  id: number;
  label: string;
  colour: string;
  dash: number[];
  hidden: boolean;
  value: string;
}

interface Props {
  entries: LegendEntry[];
  onToggle?: (id: number) => void;
}

/** What each line is, and its value under the cursor; a click hides or shows it. */
export function Legend({ entries, onToggle }: Props) {
  return (
    <ul className="legend" aria-label="Legend">
      {entries.map(entry => (
        <li key={entry.id}>
          {onToggle ? (
            <button type="button" aria-pressed={!entry.hidden} onClick={() => onToggle(entry.id)}>
              <Entry entry={entry} />
            </button>
          ) : (
            <span>
              <Entry entry={entry} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function Entry({ entry }: { entry: LegendEntry }) {
  return (
    <>
      <Swatch colour={entry.colour} dash={entry.dash} hidden={entry.hidden} />
      <span>{entry.label}</span>
      <span className="number">{entry.value}</span>
    </>
  );
}

/** The line of a curve as it is drawn in the charts. */
export function Swatch({ colour, dash, hidden }: { colour: string; dash: number[]; hidden: boolean }) {
  return (
    <svg className="swatch" width="18" height="8" aria-hidden="true" style={{ opacity: hidden ? 0.25 : 1 }}>
      <line x1="1" y1="4" x2="17" y2="4" stroke={colour} strokeWidth="2.5" strokeDasharray={dash.join(' ')} />
    </svg>
  );
}
