import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { afterEach, test } from "node:test";
import {
  closeProtocolDatabase,
  getProtocolByConstant,
  getProtocolByName,
  nextProtocolEntry,
  openProtocolDatabase,
  ProtocolEntry,
  SocketCondition,
  SocketProtocol,
} from "berkeley-sockets";
import { expectCode, expectRefused } from "../support/expect.ts";
import { muslDiffers, onMusl } from "../support/runtime.ts";

/** getprotobyname(3), getprotobynumber(3), getprotoent(3): the protocol database, beside /etc/protocols. */

const FILE = "/etc/protocols";
const skip = existsSync(FILE) ? false : `no ${FILE}`;
const fromFile = skip
  ? []
  : readFileSync(FILE, "utf8")
      .split("\n")
      .map((line) => line.replace(/#.*/, "").trim().split(/\s+/))
      .filter((words) => words.length > 1)
      .map(([name = "", number, ...aliases]) => ({ name, number: Number(number), aliases }));

const builtIn = muslDiffers("it has a list of its own, and reads no file");
const walks = process.platform !== "win32";
afterEach(() => {
  if (walks) closeProtocolDatabase();
});

test("Windows has no walk: ENOTSUP, before any system call", { skip: walks && "there is one here" }, () => {
  for (const action of [() => openProtocolDatabase(true), nextProtocolEntry, closeProtocolDatabase]) {
    expectRefused(SocketCondition, "a walk through the protocol database", action);
    expectCode("ENOTSUP", action);
  }
});

function walked(): { name: string; number: number | undefined; aliases: readonly string[] }[] {
  const list = [];
  for (let entry = nextProtocolEntry(); entry !== undefined; entry = nextProtocolEntry()) {
    assert.ok(entry instanceof ProtocolEntry);
    list.push({ name: entry.name, number: entry.value.value, aliases: entry.aliases });
  }
  return list;
}

// Where the list is libc's own, it is what the walk gives.
const entries = builtIn ? walked() : fromFile;

test("the walk gives every line of the file, in its order", { skip: skip || builtIn }, () => {
  assert.ok(entries.length > 10);
  openProtocolDatabase(true);
  assert.deepEqual(walked(), entries);
  assert.equal(nextProtocolEntry(), undefined);
  assert.equal(nextProtocolEntry(), undefined);
});

test("opening again begins again, and walking opens by itself", { skip }, () => {
  const [first, second] = entries;
  openProtocolDatabase(false);
  assert.equal(nextProtocolEntry()?.name, first?.name);
  assert.equal(nextProtocolEntry()?.name, second?.name);
  openProtocolDatabase(false);
  assert.equal(nextProtocolEntry()?.name, first?.name);
  closeProtocolDatabase();
  assert.equal(nextProtocolEntry()?.name, first?.name);
  closeProtocolDatabase();
  closeProtocolDatabase();
});

test("lookups leave the walk where it is", { skip }, () => {
  for (const keepAlive of [true, false]) {
    openProtocolDatabase(keepAlive);
    const list = [];
    for (let entry = nextProtocolEntry(); entry !== undefined; entry = nextProtocolEntry()) {
      list.push(entry.name);
      getProtocolByName("udp");
      getProtocolByConstant(SocketProtocol.tcp);
    }
    assert.deepEqual(
      list,
      entries.map(({ name }) => name),
    );
  }
});

test("every line by its name and its aliases", { skip }, () => {
  for (const { name, number, aliases } of entries) {
    for (const known of [name, ...aliases]) {
      const entry = getProtocolByName(known);
      assert.ok(entry !== undefined, known);
      const line = entries.find((each) => each.name === known || each.aliases.includes(known));
      assert.equal(entry.value.value, line?.number);
      if (line?.name === name) assert.equal(entry.value.value, number);
    }
  }
});

test("every line by its number", { skip }, () => {
  for (const { number } of entries) {
    const entry = getProtocolByConstant(new SocketProtocol("wanted", number));
    assert.equal(entry?.name, entries.find((each) => each.number === number)?.name);
    assert.equal(entry?.value.value, number);
  }
});

test("known protocols are the constants themselves, others are named by their number", { skip }, () => {
  assert.equal(getProtocolByName("tcp")?.value, SocketProtocol.tcp);
  if (!onMusl) assert.equal(getProtocolByName("TCP")?.value, SocketProtocol.tcp); // an alias, which that has not
  assert.equal(getProtocolByName("udp")?.value, SocketProtocol.udp);
  assert.equal(getProtocolByConstant(SocketProtocol.icmp)?.name, "icmp");
  assert.equal(getProtocolByName("ospf")?.value.name, "89");
  assert.equal(getProtocolByName("ospf")?.value, getProtocolByConstant(new SocketProtocol("given", 89))?.value);
});

test("undefined for what nobody knows", () => {
  assert.equal(getProtocolByName("no-such-protocol"), undefined);
  assert.equal(getProtocolByName(""), undefined);
  assert.equal(getProtocolByName("x".repeat(5000)), undefined);
  assert.equal(getProtocolByConstant(new SocketProtocol("none", 9999)), undefined);
  assert.equal(getProtocolByConstant(new SocketProtocol("none", -1)), undefined);
});

test("arguments are checked before any system call", () => {
  const wrong = (value: unknown): never => value as never;
  expectRefused(TypeError, "name", () => getProtocolByName(wrong(6)));
  expectRefused(RangeError, "name", () => getProtocolByName("tc\0p"));
  expectRefused(TypeError, "protocol", () => getProtocolByConstant(wrong(6)));
  expectRefused(TypeError, "keepAlive", () => openProtocolDatabase(wrong(undefined)));
  expectRefused(SocketCondition, "ENOTSUP", () => getProtocolByConstant(new SocketProtocol("absent", undefined)));
});
