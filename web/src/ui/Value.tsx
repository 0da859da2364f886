import { figure } from '../logic/format';

/** A number and what it is of; a dash while there is none. */
export function Value({ number, name }: { number: number | undefined; name: string | undefined }) {
  if (number === undefined) return <span className="quiet none">–</span>;
  return (
    <span className="value">
      <span className="number">{figure(number)}</span> <span className="quiet">{name}</span>
    </span>
  );
}
