/** The table of docs/platforms.md: what it is made of, and when it is stale. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { root } from "../support/compile.ts";

interface Row {
  readonly runtime: string;
  readonly date: string;
  readonly package: string;
  readonly folders: readonly string[];
  readonly files: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}
type Results = Record<string, Row>;
interface State {
  readonly page: string;
  readonly results: Results;
  readonly titles: readonly string[];
  readonly version: string;
  readonly filesIn: (folder: string) => number;
}
const { DRIFT, problemsOf, withTable } = (await import(
  pathToFileURL(join(root, "scripts/platform-table.mjs")).href
)) as {
  DRIFT: number;
  problemsOf: (state: State) => string[];
  withTable: (page: string, results: Results) => string;
};

const row: Row = {
  runtime: "1.2.3",
  date: "2026-01-02",
  package: "0.1.0",
  folders: ["unit", "fault"],
  files: 100,
  passed: 9,
  failed: 0,
  skipped: 1,
};
const empty = readFileSync(join(root, "docs", "platforms.md"), "utf8");

function problems({ results = { Here: row }, ...more }: Partial<State> = {}): string {
  const page = withTable(empty, results);
  return problemsOf({ page, results, titles: ["Here"], version: "0.1.9", filesIn: () => 50, ...more }).join();
}

test("a fresh table is well, and has the numbers", () => {
  assert.equal(problems(), "");
  const page = withTable(empty, { Here: row });
  assert.ok(page.includes("| Here | 1.2.3 | 2026-01-02 | 0.1.0 | unit, fault | 100 | 9 | 0 | 1 |\n\n"));
  assert.equal(withTable(page, { Here: row }), page);
});

test("each way of being stale is told", () => {
  const otherwise = (change: Partial<Row>): string => problems({ results: { Here: { ...row, ...change } } });
  assert.match(otherwise({ failed: 2 }), /^Here: 2 failed$/);
  assert.match(otherwise({ passed: 0 }), /^Here: nothing passed$/);
  assert.match(problems({ version: "0.2.0" }), /^Here: it ran with 0\.1\.0, this is 0\.2\.0$/);
  assert.match(problems({ titles: ["Here", "There"] }), /^There: it never ran$/);
  assert.match(problems({ titles: [] }), /^Here: no such platform$/);
  assert.equal(otherwise({ files: 100 - DRIFT }), "");
  assert.match(otherwise({ files: 99 - DRIFT }), /^Here: it ran \d+ test files, now there are 100$/);
  assert.match(otherwise({ files: 101 + DRIFT }), /^Here: it ran/);
  const edited = withTable(empty, { Here: row }).replace("| 9 | 0 |", "| 10 | 0 |");
  assert.match(problems({ page: edited }), /^the table is not that of docs\/platforms\.json$/);
});
