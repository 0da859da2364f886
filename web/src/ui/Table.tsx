import { type ReactNode, useRef, useState } from 'react';
import { compareCells, type Sorting, sorting, sortingText } from '../logic/query';
import { useKeys } from './keys';
import { navigate, useQuery } from './router';

export interface Column<Row> {
  id: string;
  title: string;
  cell: (row: Row) => ReactNode;
  /** What the column is sorted by; absent: it cannot be sorted. */
  by?: (row: Row) => unknown;
  width?: string;
  numeric?: boolean;
  /** Left out on narrow screens. */
  wide?: boolean;
}

interface Props<Row> {
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  id: (row: Row) => number | string;
  /** Where a row leads, by click or Enter. */
  to: (row: Row) => string;
  /** The parameter of the address that holds the sorting. */
  sortParameter?: string;
  sortedAtFirst: string;
  /** `x` on the row of the cursor. */
  onMark?: (row: Row) => void;
  className?: string;
}

/** A table whose sorting is in the address, with a row cursor for the keyboard: `j`, `k`, Enter, `x`. */
export function Table<Row>(props: Props<Row>) {
  const { columns, rows, id, to, sortParameter = 'sort', sortedAtFirst, onMark } = props;
  const [sortText, setSort] = useQuery(sortParameter);
  const [cursor, setCursor] = useState(-1);
  const body = useRef<HTMLTableSectionElement>(null);
  const sort = sorting(sortText, sortedAtFirst);
  const by = columns.find(column => column.id === sort.column)?.by;
  const sorted = by ? [...rows].sort((a, b) => compareCells(by(a), by(b), sort.descending)) : rows;

  const move = (to: number) => {
    const next = Math.max(0, Math.min(sorted.length - 1, to));
    setCursor(next);
    body.current?.rows[next]?.scrollIntoView({ block: 'nearest' });
  };
  const at = (act: (row: Row) => void) => () => {
    const row = sorted[cursor];
    if (row !== undefined) act(row);
  };
  useKeys({
    j: () => move(cursor + 1),
    k: () => move(cursor - 1),
    Enter: at(row => navigate(to(row))),
    ...(onMark ? { x: at(onMark) } : {}),
  });

  return (
    <div className="scroll-x">
      <table className={props.className} aria-label={props.label}>
        <thead>
          <tr>
            {columns.map(column => (
              <Heading key={column.id} column={column} sort={sort} onSort={next => setSort(sortingText(next))} />
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {sorted.map((row, index) => (
            <tr
              key={id(row)}
              className={index === cursor ? 'cursor' : undefined}
              onClick={event => leads(event.target) && navigate(to(row))}
            >
              {columns.map(column => (
                <td key={column.id} className={classes(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A click on a row leads on, unless it hit something that does its own, or ended a selection of text. */
function leads(target: EventTarget): boolean {
  return !(target as HTMLElement).closest('a, button, input, label') && getSelection()?.isCollapsed !== false;
}

function classes<Row>(column: Column<Row>): string {
  return [column.numeric ? 'number' : '', column.wide ? 'wide' : ''].join(' ').trim();
}

interface HeadingProps<Row> {
  column: Column<Row>;
  sort: Sorting;
  onSort: (sort: Sorting) => void;
}

function Heading<Row>({ column, sort, onSort }: HeadingProps<Row>) {
  const mine = sort.column === column.id;
  const order = mine ? (sort.descending ? 'descending' : 'ascending') : 'none';
  const turn = () => onSort({ column: column.id, descending: mine && !sort.descending });
  return (
    <th
      scope="col"
      className={classes(column)}
      style={{ width: column.width }}
      aria-sort={column.by ? order : undefined}
    >
      {column.by ? (
        <button type="button" onClick={turn}>
          {column.title}
          <span aria-hidden="true">{mine ? (sort.descending ? '↓' : '↑') : ''}</span>
        </button>
      ) : (
        column.title
      )}
    </th>
  );
}
