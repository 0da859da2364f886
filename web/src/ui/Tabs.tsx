import { Link } from './router';

interface Props {
  label: string;
  tabs: { id: string; title: string; to: string }[];
  chosen: string;
}

/** Parts of one thing, each with an address of its own. */
export function Tabs({ label, tabs, chosen }: Props) {
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(tab => (
        <Link key={tab.id} to={tab.to} aria-current={tab.id === chosen ? 'page' : undefined}>
          {tab.title}
        </Link>
      ))}
    </nav>
  );
}

interface ChoiceProps<Value extends string> {
  label: string;
  values: readonly Value[];
  chosen: Value;
  onChoose: (value: Value) => void;
}

/** A small row of choices of which one holds. */
export function Choice<Value extends string>({ label, values, chosen, onChoose }: ChoiceProps<Value>) {
  return (
    <fieldset className="choice">
      <legend>{label}</legend>
      {values.map(value => (
        <button key={value} type="button" aria-pressed={value === chosen} onClick={() => onChoose(value)}>
          {value}
        </button>
      ))}
    </fieldset>
  );
}
