/** What our calls promise, as assertions. */
import assert from "node:assert/strict";
import { SocketCondition, WouldBlock } from "berkeley-sockets";
import { systemCallCount } from "berkeley-sockets/testing";

/** The action throws a SocketCondition of this code; gives it. */
export function expectCode(code: string, action: () => unknown): SocketCondition {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof SocketCondition, `expected ${code}, got ${String(error)}`);
    assert.equal(error.code, code);
    assert.ok(error.errno < 0 && error.who !== "" && error.syscall !== "" && error.text !== "");
    return error;
  }
  assert.fail(`expected ${code}, nothing was thrown`);
}

/** The value is the would-block of this code. */
export function expectWouldBlock(value: unknown, code = "EAGAIN"): void {
  assert.ok(value instanceof WouldBlock, `expected a WouldBlock, got ${String(value)}`);
  assert.equal(value.code, code);
}

/** The value is not a WouldBlock; gives it. */
export function done<T>(value: T): Exclude<T, WouldBlock> {
  assert.ok(!(value instanceof WouldBlock), `would block: ${String(value)}`);
  return value as Exclude<T, WouldBlock>;
}

/** The action throws this kind of error, with the words in its message, and makes no system call. */
export function expectRefused(
  type: typeof TypeError | typeof RangeError | typeof SocketCondition,
  words: string | RegExp,
  action: () => unknown,
): void {
  const before = systemCallCount();
  assert.throws(action, (error: unknown) => {
    assert.ok(error instanceof type, `expected a ${type.name}, got ${String(error)}`);
    if (typeof words === "string") assert.ok(error.message.includes(words), `${error.message} lacks ${words}`);
    else assert.match(error.message, words);
    return true;
  });
  assert.equal(systemCallCount() - before, 0, "a system call was made");
}
