import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { getServiceByName, getServiceByPort } from "berkeley-sockets";
import { expectRefused } from "../support/expect.ts";
import { muslDiffers, onMusl } from "../support/runtime.ts";

/** getservbyname(3), getservbyport(3): the service database, beside /etc/services. */

const FILE = "/etc/services";
const skip = existsSync(FILE) ? false : `no ${FILE}`;
const entries = skip
  ? []
  : readFileSync(FILE, "utf8")
      .split("\n")
      .map((line) => /^(\S+)\s+(\d+)\/(\S+)\s*(.*)$/.exec(line.replace(/#.*/, "").trim()))
      .filter((match) => match !== null)
      .map(([, name = "", port, protocol = "", aliases = ""]) => ({
        name,
        aliases: aliases.split(/\s+/).filter((alias) => alias !== ""),
        port: Number(port),
        protocol,
      }))
      // Those of TCP and UDP are all that musl knows.
      .filter((entry) => !onMusl || /^(tcp|udp)$/.test(entry.protocol ?? ""));

/** As libc has it: musl knows the aliases, does not tell them, and calls the entry what it was asked for. */
const told = (entry: (typeof entries)[number] | undefined, name = entry?.name ?? ""): typeof entry =>
  onMusl && entry !== undefined ? { ...entry, name, aliases: [] } : entry;

test("every line by its name and its aliases, with its protocol", { skip }, () => {
  assert.ok(entries.length > 50);
  for (const { name, aliases, protocol } of entries) {
    for (const known of [name, ...aliases]) {
      const first = entries.find(
        (entry) => entry.protocol === protocol && (entry.name === known || entry.aliases.includes(known)),
      );
      assert.deepEqual(getServiceByName(known, protocol), told(first, known));
    }
  }
});

const portSkip = skip || muslDiffers("by port it passes over lines that begin with many characters");
test("every line by its port, with its protocol", { skip: portSkip }, () => {
  for (const { port, protocol } of entries) {
    const first = entries.find((entry) => entry.port === port && entry.protocol === protocol);
    assert.deepEqual(getServiceByPort(port, protocol), told(first));
  }
});

test("of any protocol: the first line", { skip }, () => {
  for (const { name, port } of entries.slice(0, 40)) {
    assert.deepEqual(
      getServiceByName(name),
      told(
        entries.find((entry) => entry.name === name || entry.aliases.includes(name)),
        name,
      ),
    );
    assert.deepEqual(getServiceByPort(port), told(entries.find((entry) => entry.port === port)));
  }
});

test("undefined for what nobody knows", () => {
  assert.equal(getServiceByName("no-such-service"), undefined);
  assert.equal(getServiceByName(""), undefined);
  assert.equal(getServiceByName("http", "no-such-protocol"), undefined);
  assert.equal(getServiceByName("x".repeat(5000), "y".repeat(5000)), undefined);
  assert.equal(getServiceByPort(64999), undefined);
  assert.equal(getServiceByPort(0), undefined);
});

test("arguments are checked before any system call", () => {
  const wrong = (value: unknown): never => value as never;
  expectRefused(TypeError, "name", () => getServiceByName(wrong(80)));
  expectRefused(RangeError, "name", () => getServiceByName("ht\0tp"));
  expectRefused(TypeError, "protocol", () => getServiceByName("http", wrong(6)));
  expectRefused(RangeError, "protocol", () => getServiceByName("http", "tc\0p"));
  for (const port of [-1, 65536, 1.5, Number.NaN]) expectRefused(RangeError, "port", () => getServiceByPort(port));
  expectRefused(TypeError, "port", () => getServiceByPort(wrong("80")));
});
