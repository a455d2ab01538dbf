import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Ledger } from "../../src/async/zero-copy-ledger.ts";

function ledgerOf(names: string, next?: number): Ledger<string> {
  const ledger = new Ledger<string>(next);
  for (const name of names) ledger.add(name);
  return ledger;
}

const taken = (ledger: Ledger<string>, first: number, last: number): string => {
  const { sends, whole } = ledger.take(first, last);
  return sends.join("") + (whole ? "" : "+");
};

test("numbers begin at 0, and notifications come in any order, of one or of many", () => {
  const ledger = ledgerOf("abcdef");
  assert.equal(taken(ledger, 3, 3), "d");
  assert.equal(ledger.size, 5);
  assert.equal(taken(ledger, 0, 2), "abc");
  assert.equal(taken(ledger, 4, 5), "ef");
  assert.equal(ledger.size, 0);
});

test("a send of several numbers is there once for each", () => {
  const ledger = ledgerOf("aab");
  assert.deepEqual([...ledger.sends()], ["a", "a", "b"]);
  assert.equal(taken(ledger, 1, 2), "ab");
  assert.equal(taken(ledger, 0, 0), "a");
});

test("a number is told of once", () => {
  const ledger = ledgerOf("ab");
  assert.equal(taken(ledger, 0, 0), "a");
  assert.equal(taken(ledger, 0, 1), "b+");
  assert.equal(taken(ledger, 0, 1), "+");
});

test("numbers wrap around behind 2³² − 1, ranges too", () => {
  const ledger = ledgerOf("abcdef", 2 ** 32 - 3);
  assert.equal(taken(ledger, 2 ** 32 - 1, 0), "cd");
  assert.equal(taken(ledger, 2 ** 32 - 3, 2 ** 32 - 2), "ab");
  assert.equal(taken(ledger, 1, 2), "ef");
  ledger.add("g");
  assert.equal(taken(ledger, 3, 3), "g");
});

test("a range of any length is taken in one go", () => {
  const ledger = ledgerOf("abc", 2 ** 32 - 1);
  assert.equal(taken(ledger, 5, 4), "abc+");
  assert.equal(ledger.size, 0);
  const other = ledgerOf("abc");
  assert.equal(taken(other, 1, 2 ** 31 - 1), "bc+");
  assert.equal(taken(other, 0, 0), "a");
});

test("a number that was not given yet is skipped: a send that failed had it", () => {
  const ledger = ledgerOf("a");
  assert.equal(taken(ledger, 1, 2), "+");
  ledger.add("b");
  assert.equal(taken(ledger, 3, 3), "b");
  assert.equal(taken(ledger, 0, 0), "a");
  const wrapping = ledgerOf("", 2 ** 32 - 1);
  assert.equal(taken(wrapping, 2 ** 32 - 1, 0), "+");
  wrapping.add("c");
  assert.equal(taken(wrapping, 1, 1), "c");
});

test("forgotten, none is there", () => {
  const ledger = ledgerOf("abc");
  ledger.clear();
  assert.equal(ledger.size, 0);
  assert.equal(taken(ledger, 0, 2), "+");
});
