/** What a page's choices look like in its URL. */

/** `3,5` as a set of ids; anything that is no id is passed over. */
export function ids(text: string | null): Set<number> {
  return new Set(
    (text ?? '')
      .split(',')
      .filter(part => /^\d+$/.test(part))
      .map(Number),
  );
}

export function idsText(set: ReadonlySet<number>): string {
  return [...set].sort((a, b) => a - b).join(',');
}

/** A column and its direction: `metric`, or `-metric` for descending. */
export interface Sorting {
  column: string;
  descending: boolean;
}

export function sorting(text: string | null, otherwise: string): Sorting {
  const chosen = text || otherwise;
  return { column: chosen.replace(/^-/, ''), descending: chosen.startsWith('-') };
}

export function sortingText({ column, descending }: Sorting): string {
  return (descending ? '-' : '') + column;
}

/** The order of two cells: numbers by size, then texts; what is absent comes last in either direction. */
export function compareCells(a: unknown, b: unknown, descending: boolean): number {
  const absent = (cell: unknown) =>
    cell === undefined || cell === null || (typeof cell === 'number' && Number.isNaN(cell));
  if (absent(a) || absent(b)) return Number(absent(a)) - Number(absent(b));
  const order =
    typeof a === 'number' && typeof b === 'number'
      ? a - b
      : String(a).localeCompare(String(b), 'en', { numeric: true });
  return descending ? -order : order;
}
