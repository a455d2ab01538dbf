// The table of docs/platforms.md: made from docs/platforms.json, which `npm run platforms` writes, and told when it is
// stale. A row is stale when it has failures, when it is of another minor version of the package, or when test files
// came or went since by more than DRIFT: a few new ones every week shall cost nobody a run on every runtime.
export const DRIFT = 20;

const HEAD = [
  "| platform | version | on | of | test folders | files | passed | failed | skipped |",
  "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
];

/** The lines of the table: a row for each platform, by its title. */
export function tableOf(results) {
  const rows = Object.entries(results).map(([title, row]) => {
    const counts = [row.files, row.passed, row.failed, row.skipped];
    return `| ${[title, row.runtime, row.date, row.package, row.folders.join(", "), ...counts].join(" | ")} |`;
  });
  return [...HEAD, ...rows].join("\n");
}

/** The page with another table. */
export function withTable(page, results) {
  const [first] = HEAD;
  const start = page.indexOf(first);
  if (start < 0) throw new Error("docs/platforms.md has no table of what ran");
  const end = page.indexOf("\n\n", start);
  return `${page.slice(0, start)}${tableOf(results)}${page.slice(end)}`;
}

const minorOf = (version) => version.split(".").slice(0, 2).join(".");

/**
 * What is wrong with the page and its results, in words. `titles` are of the platforms there should be, `version` is
 * the package's now, and `filesIn` tells how many test files a folder has now.
 */
export function problemsOf({ page, results, titles, version, filesIn }) {
  const found = [];
  if (withTable(page, results) !== page) found.push("the table is not that of docs/platforms.json");
  for (const title of titles) if (results[title] === undefined) found.push(`${title}: it never ran`);
  for (const [title, row] of Object.entries(results)) {
    if (!titles.includes(title)) found.push(`${title}: no such platform`);
    if (row.failed !== 0) found.push(`${title}: ${row.failed} failed`);
    if (!(row.passed > 0)) found.push(`${title}: nothing passed`);
    if (minorOf(row.package) !== minorOf(version))
      found.push(`${title}: it ran with ${row.package}, this is ${version}`);
    const present = row.folders.reduce((sum, folder) => sum + filesIn(folder), 0);
    if (Math.abs(row.files - present) > DRIFT) {
      found.push(`${title}: it ran ${row.files} test files, now there are ${present}`);
    }
  }
  return found;
}
