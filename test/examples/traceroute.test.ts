/** examples/traceroute.ts over several routers, beside the system's traceroute. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { startForeign, startInside, withoutPeers } from "../support/network-example.ts";
import { Row } from "../support/row.ts";

/** The hosts by their distance, one for each line that has one. */
const hopsOf = (output: string): string[] =>
  [...output.matchAll(/^ *(\d+) +([\da-f.:]+) /gm)].map(([, hops, host]) => `${hops} ${host}`);

describe("examples/traceroute.ts", { skip: withoutPeers() }, () => {
  for (const [goal, hops] of [
    ["10.77.4.2", ["1 10.77.1.2", "2 10.77.2.2", "3 10.77.3.2", "4 10.77.4.2"]],
    ["fd77:4::2", ["1 fd77:1::2", "2 fd77:2::2", "3 fd77:3::2", "4 fd77:4::2"]],
  ] as const) {
    it(`tells the routers to ${goal}`, async () => {
      using row = new Row(5);
      const { code, out, err } = await startInside(row.at(0), "traceroute", goal).end;
      assert.deepEqual([code, err], [0, ""]);
      assert.deepEqual(hopsOf(out), hops);
      for (const line of out.trimEnd().split("\n").slice(1)) assert.equal(line.match(/ \d+\.\d{3} ms/g)?.length, 3);
    });

    it(`tells what the system's traceroute to ${goal} does`, { skip: withoutPeers("traceroute") }, async () => {
      using row = new Row(5);
      const { out } = await startForeign(row.at(0), "traceroute", "-n", goal).end;
      assert.deepEqual(hopsOf(out), hopsOf((await startInside(row.at(0), "traceroute", goal).end).out));
    });
  }

  it("says who knows no way, who is silent, and that a host is farther", async () => {
    using row = new Row(4);
    row.at(0).ip("route", "add", "default", "via", "10.77.1.2");
    const lost = await startInside(row.at(0), "traceroute", "-q", "1", "192.0.2.1").end;
    assert.match(lost.out, /\n 1 {2}10\.77\.1\.2 \d+\.\d{3} ms \(Network is unreachable\)\n$/);
    const far = await startInside(row.at(0), "traceroute", "-m", "2", "10.77.3.2").end;
    assert.deepEqual([far.code, far.out.trimEnd().split("\n").at(-1)], [1, "10.77.3.2 is farther"]);
    // A host that answers nothing: its frames go nowhere.
    row.at(2).ip("link", "set", "right", "up");
    row.at(1).ip("route", "add", "blackhole", "198.51.100.0/24");
    const silent = await startInside(row.at(0), "traceroute", "-m", "1", "-q", "2", "-w", "0.1", "198.51.100.1").end;
    assert.match(silent.out, /\n 1 {2}\* {2}\*\n/);
  });

  it("says what it cannot do", async () => {
    using row = new Row(2);
    const { code, out, err } = await startInside(row.at(0), "traceroute", "192.0.2.1").end;
    assert.equal(code, 1);
    assert.match(out, /^to 192\.0\.2\.1/);
    assert.equal(err, "traceroute: sendto ENETUNREACH 192.0.2.1:33434\n");
  });
});
