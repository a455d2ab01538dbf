/** Tables in our documents, for tests that compare them with the code. */
import { readFileSync } from "node:fs";
import { posix } from "node:path";

export function readDocument(name: string): string {
  return readFileSync(new URL(`../../../docs/${name}`, import.meta.url), "utf8");
}

export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The cells of a line, without the bars; `\|` is a bar inside a cell. */
function cells(line: string): string[] {
  return line
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll("\\|", "|"));
}

/** All tables of a document. A row with more or fewer cells than its header is an error. */
export function tablesOf(name: string): Table[] {
  const lines = readDocument(name).split("\n");
  const tables: Table[] = [];
  for (let at = 0; at < lines.length; at++) {
    if (!/^\|/.test(lines[at] as string) || !/^\|(?:-+\|)+$/.test(lines[at + 1] ?? "")) continue;
    const header = cells(lines[at] as string);
    const rows: string[][] = [];
    for (at += 2; /^\|/.test(lines[at] ?? ""); at++) {
      const row = cells(lines[at] as string);
      if (row.length !== header.length) throw new Error(`${name}:${at + 1}: ${row.length} cells, not ${header.length}`);
      rows.push(row);
    }
    tables.push({ header, rows });
  }
  return tables;
}

/** The one table that has these words in its header. */
export function tableWith(name: string, ...header: string[]): Table {
  const found = tablesOf(name).filter((table) => header.every((word) => table.header.includes(word)));
  if (found.length !== 1) throw new Error(`${name} has ${found.length} tables with ${header.join(", ")}`);
  return found[0] as Table;
}

/** What is between backticks. */
export function codeIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] as string);
}

export interface Link {
  /** The page that has it, and what it leads to, from the package's folder. */
  readonly page: string;
  readonly target: string;
  /** The heading in the target, as in `page.md#heading`; empty for the page itself. */
  readonly heading: string;
}

/** The links of a page to others of the package, and to its own headings. */
export function linksOf(page: string, text: string): Link[] {
  return [...text.matchAll(/\]\((?!\w+:)([^)#\s]*)#?([^)\s]*)\)/g)].map(([, path = "", heading = ""]) => ({
    page,
    target: path === "" ? page : posix.join(posix.dirname(page), path),
    heading,
  }));
}

/** The names that a page's headings are linked by: as they are, but lower case, without punctuation, with hyphens. */
export function headingsOf(text: string): string[] {
  const prose = text.replace(/^```.*?^```$/gms, "");
  return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
