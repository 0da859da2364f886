import { Empty, Problem, Skeleton } from './Empty';
import { Filter, useFilter } from './Filter';
import { Age } from './State';
import { type Column, Table } from './Table';
import { useTitle } from './useTitle';

/** What a list page knows of the master's answer; `rows` is absent until there is one. */
interface Listed<Row> {
  rows: Row[] | undefined;
  /** How many there are in all, which may be more than `rows`. */
  total: number;
  error: Error | undefined;
  at: number;
  refresh: () => void;
}

interface Props<Row> {
  title: string;
  /** One row and several, in lower case: "run", "runs". */
  one: string;
  many: string;
  listed: Listed<Row>;
  columns: Column<Row>[];
  id: (row: Row) => number;
  to: (row: Row) => string;
  running: (row: Row) => boolean;
  /** What the filter looks at. */
  texts: (row: Row) => unknown[];
  /** On an empty page: what would be here, and the command that fills it. */
  fill: string;
  command: string;
}

/** All things of one kind, newest first: count, filter and table, or why there is nothing to see. */
export function ListPage<Row>(props: Props<Row>) {
  const { title, one, many, listed } = props;
  const { rows, total, error, at, refresh } = listed;
  const all = rows ?? [];
  const { kept, text, setText } = useFilter(all, props.texts);
  const running = all.filter(props.running).length;
  useTitle(running > 0 ? `${running} running` : undefined, title);
  return (
    <>
      <div className="head">
        <h1>{title}</h1>
        {rows && <span className="quiet">{`${total.toLocaleString('en')} ${total === 1 ? one : many}`}</span>}
        <span className="spacer" />
        {all.length > 0 && <Filter text={text} onText={setText} what={many} />}
        <Age at={at} prefix="updated " />
      </div>
      {error && <Problem message={error.message} stale={!!rows} onRetry={refresh} />}
      {!rows && !error && <Skeleton rows={8} />}
      {rows && all.length === 0 && (
        <Empty title={`No ${many} yet`} command={props.command}>
          {props.fill}
        </Empty>
      )}
      {all.length > 0 && kept.length === 0 && <Empty title="Nothing matches">{`No ${one} has “${text}” in it.`}</Empty>}
      {kept.length > 0 && (
        <Table
          label={title}
          className="cards"
          columns={props.columns}
          rows={kept}
          id={props.id}
          to={props.to}
          sortedAtFirst="-id"
        />
      )}
    </>
  );
}
