// A real table: a caption, heads with their scope, figures to the right.
import type { ReactNode } from "react";

export interface Column<Row> {
  key: string;
  head: ReactNode;
  cell: (row: Row) => ReactNode;
  number?: boolean;
  /** Left out at 320 px: the row must still answer its question without it. */
  notOnPhone?: boolean;
}

interface Props<Row> {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  foot?: ReactNode;
  top?: boolean;
  /** Long text in some cell: the frame scrolls and can be reached by keyboard. */
  className?: string;
}

function classOf<Row>(column: Column<Row>): string | undefined {
  return [column.number && "number", column.notOnPhone && "not-on-phone"].filter(Boolean).join(" ") || undefined;
}

export function Table<Row>({ caption, columns, rows, rowKey, foot, top, className = "" }: Props<Row>) {
  return (
    <div className="table-frame" role="region" aria-label={`${caption}, tableau`} tabIndex={0}>
      <table className={`table ${top ? "table--top" : ""} ${className}`}>
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={classOf(column)}>{column.head}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column, i) =>
                i === 0 ? (
                  <th key={column.key} scope="row" className={classOf(column)}>{column.cell(row)}</th>
                ) : (
                  <td key={column.key} className={classOf(column)}>{column.cell(row)}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
        {foot && <tfoot>{foot}</tfoot>}
      </table>
    </div>
  );
}
