/** What tests of awaited procedures share. */
import assert from "node:assert/strict";
import { SocketCondition } from "berkeley-sockets";
import { bunLacks } from "./runtime.ts";

/** The promise rejects with a SocketCondition of this code; gives it. */
export async function rejectsWith(code: string, promise: Promise<unknown>): Promise<SocketCondition> {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof SocketCondition, `expected ${code}, got ${String(error)}`);
    assert.equal(error.code, code);
    assert.ok(error.who !== "" && error.syscall !== "");
    return error;
  }
  assert.fail(`expected ${code}, nothing was rejected`);
}

/** Lets the event loop go round so many times. */
export async function turns(count = 5): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** The promise has not been settled, and a few turns of the loop do not settle it. */
export async function staysPending(promise: Promise<unknown>): Promise<void> {
  const unsettled = Symbol("unsettled");
  let outcome: unknown = unsettled;
  promise.then(
    (value) => {
      outcome = value;
    },
    (error: unknown) => {
      outcome = error;
    },
  );
  await turns();
  assert.equal(outcome, unsettled, `settled with ${String(outcome)}`);
}

/** Resolves once the condition holds; turns of the loop are all that passes. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!condition()) {
    assert.ok(performance.now() < deadline, "it never came");
    await turns(1);
  }
}

export function text(data: Uint8Array): string {
  return new TextDecoder().decode(data);
}

/** Skips what has uncaught exceptions in the test's own process; a program of its own may have them everywhere. */
export const runnerTakesUncaught: string | false = bunLacks(
  "its test runner takes every uncaught exception for a failure",
);

/** The next uncaught exception, which then does not end the test. */
export function nextUncaught(): Promise<unknown> {
  return new Promise((resolve) => {
    process.setUncaughtExceptionCaptureCallback((error) => {
      process.setUncaughtExceptionCaptureCallback(null);
      resolve(error);
    });
  });
}
