/** A reporter of node:test: how many tests passed, failed and were skipped, as JSON. */
export default async function* testCounts(events) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const names = { pass: "passed", fail: "failed", skipped: "skipped" };
  for await (const { type, data } of events) {
    if (type !== "test:diagnostic" || data.nesting !== 0) continue;
    const [, word, number] = /^(pass|fail|skipped) (\d+)$/.exec(data.message) ?? [];
    if (word !== undefined) counts[names[word]] = Number(number);
  }
  yield JSON.stringify(counts);
}
