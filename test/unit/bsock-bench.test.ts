/** What `bsock bench` measures with: buckets of times, and the pace of messages. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Histogram } from "../../src/cli/bench/histogram.ts";
import { type Lane, Pace } from "../../src/cli/bench/pace.ts";
import { Seeded } from "../support/seeded.ts";

describe("times in buckets", () => {
  test("percentiles are those of the sorted times, within 1 %", () => {
    const random = new Seeded(6);
    const times = Array.from({ length: 20_000 }, () => 10 ** (random.below(7000) / 1000 - 3)); // 1 µs to 10 s
    const histogram = new Histogram();
    for (const time of times) histogram.add(time);
    times.sort((a, b) => a - b);
    for (const percent of [0.1, 50, 90, 99, 99.9, 100]) {
      const exact = times[Math.ceil((times.length * percent) / 100) - 1] as number;
      const told = histogram.percentile(percent);
      assert.ok(Math.abs(told - exact) <= exact / 100, `${percent} %: ${told} of ${exact}`);
    }
    assert.equal(histogram.max, times.at(-1));
    assert.equal(histogram.count, times.length);
    histogram.clear();
    assert.deepEqual([histogram.count, histogram.max, histogram.percentile(99)], [0, 0, 0]);
  });

  test("the shortest and the longest have a place", () => {
    for (const time of [0, 1e-6, 1e-3, 1e7, 1e12]) {
      const histogram = new Histogram();
      histogram.add(time);
      const told = histogram.percentile(50);
      assert.ok(time > 8e6 ? told > 8e6 : Math.abs(told - time) <= time / 100 + 1e-9, `${time}: ${told}`);
    }
  });
});

describe("the pace", () => {
  /** A lane that keeps what it is given until it is answered. */
  class Kept implements Lane {
    readonly began: number[] = [];

    send(began: number): void {
      this.began.push(began);
    }
  }

  test("a closed loop has its depth on the way, and sends one for each that came back", () => {
    const lanes = [new Kept(), new Kept()];
    const pace = new Pace({ depth: 3, rate: undefined });
    pace.start(lanes);
    assert.deepEqual(
      lanes.map(({ began }) => began.length),
      [3, 3],
    );
    const [first] = lanes as [Kept, Kept];
    const now = performance.now() + 5;
    pace.answered(first, first.began[0] as number, now);
    assert.deepEqual([first.began.length, first.began[3]], [4, now]);
    assert.ok(pace.total.max >= 5);
    pace.stop();
    pace.answered(first, first.began[1] as number, now);
    assert.deepEqual([first.began.length, pace.total.count, pace.sent, pace.behind(now)], [4, 2, 7, 0]);
  });

  test("an open loop sends what is due, and counts from then, however late it went", async () => {
    const lane = new Kept();
    const pace = new Pace({ depth: 2, rate: 1000 });
    try {
      pace.start([lane]);
      while (lane.began.length < 2) await new Promise(setImmediate);
      const [first, second] = lane.began as [number, number];
      assert.ok(Math.abs(second - first - 1) < 1e-9);
      // Nobody answers: what is due meanwhile waits, and is known of.
      const later = first + 50;
      while (performance.now() < later) await new Promise(setImmediate);
      assert.equal(lane.began.length, 2);
      assert.ok(pace.behind(later) >= 48);
      pace.answered(lane, first, later);
      while (lane.began.length < 3) await new Promise(setImmediate);
      assert.ok(
        Math.abs((lane.began[2] as number) - first - 2) < 1e-9,
        "due 2 ms after the first, not when there was room",
      );
    } finally {
      pace.stop();
    }
  });
});
