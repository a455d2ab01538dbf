import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { TimerWheel } from "../../src/reactor/timer-wheel.ts";
import { Seeded } from "../support/seeded.ts";

test("deadlines are met at their tick, and not before", () => {
  const wheel = new TimerWheel(8);
  const met: [number, number][] = [];
  for (const [id, tick] of [
    [3, 1],
    [0, 7],
    [1, 8],
    [2, 9],
    [5, 8],
    [4, 100],
  ] as const) {
    wheel.set(id, tick);
  }
  assert.equal(wheel.size, 6);
  for (let tick = 1; tick <= 120; tick++) wheel.advance(tick, (id) => met.push([id, tick]));
  assert.deepEqual(
    met.sort(([a], [b]) => a - b),
    [
      [0, 7],
      [1, 8],
      [2, 9],
      [3, 1],
      [4, 100],
      [5, 8],
    ],
  );
  assert.equal(wheel.size, 0);
});

test("a deadline is moved, and cleared, from any place of its list", () => {
  const wheel = new TimerWheel(8);
  for (let id = 0; id < 6; id++) wheel.set(id, 5);
  wheel.clear(5); // the first of the list
  wheel.clear(0); // the last
  wheel.clear(3);
  wheel.clear(3);
  wheel.set(2, 6);
  const met: number[] = [];
  wheel.advance(5, (id) => met.push(id));
  assert.deepEqual(met.sort(), [1, 4]);
  wheel.advance(6, (id) => met.push(id));
  assert.deepEqual(met.sort(), [1, 2, 4]);
  assert.equal(wheel.size, 0);
});

test("a long sleep meets all that came due, a deadline that has passed is met at the next tick", () => {
  const wheel = new TimerWheel(8);
  for (let id = 0; id < 50; id++) wheel.set(id, id + 1);
  const met: number[] = [];
  wheel.advance(40, (id) => met.push(id));
  assert.equal(met.length, 40);
  wheel.set(0, 3);
  wheel.advance(40, () => assert.fail("no tick has passed"));
  met.length = 0;
  wheel.advance(41, (id) => met.push(id));
  assert.deepEqual(met.sort(), [0, 40]);
});

test("who is called may set and clear, itself and others of the same tick", () => {
  const wheel = new TimerWheel(8);
  for (let id = 0; id < 4; id++) wheel.set(id, 2);
  const met: number[] = [];
  wheel.advance(2, (id) => {
    met.push(id);
    wheel.set(id, 10);
    for (let other = 0; other < 4; other++) if (!met.includes(other)) wheel.clear(other);
  });
  assert.equal(met.length, 1);
  assert.equal(wheel.size, 1);
});

test("a million deadlines: a tick looks at those that are due, and at few others", () => {
  const slots = 4096;
  const wheel = new TimerWheel(slots);
  const random = new Seeded(7);
  const count = 1_000_000;
  const horizon = 3 * slots;
  const deadlines = new Int32Array(count);
  const due = new Int32Array(horizon + 1);
  for (let id = 0; id < count; id++) {
    const tick = 1 + random.below(horizon);
    wheel.set(id, tick + 1);
    wheel.set(id, tick);
    deadlines[id] = tick;
    due[tick] = (due[tick] as number) + 1;
  }
  assert.equal(wheel.size, count);
  let most = 0;
  for (let tick = 1; tick <= horizon; tick++) {
    let met = 0;
    const looked = wheel.advance(tick, (id) => {
      assert.equal(deadlines[id], tick);
      met += 1;
    });
    assert.equal(met, due[tick]);
    most = Math.max(most, looked - met);
  }
  assert.equal(wheel.size, 0);
  // Of a million, the two later rounds of one slot: a few hundred.
  assert.ok(most < (3 * count) / slots, `${most} looked at in vain`);
});

test("the number of slots is a power of two", () => {
  assert.throws(() => new TimerWheel(12), RangeError);
});
