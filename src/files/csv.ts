/** Rows as CSV. Not here: what is in them (src/app/figures, src/run-file/items.ts). */

/** What a field of a row can be; nothing is an empty field. */
export type CsvField = string | number | boolean | null;

/** Rows as CSV (RFC 4180); the first row is the head. */
export function csvText(rows: readonly (readonly CsvField[])[]): string {
  const field = (value: CsvField) => {
    const text = String(value ?? '');
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => `${row.map(field).join(',')}\r\n`).join('');
}
