import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { test } from "node:test";
import { Internet6Address, interfaceIndex, interfaceName, interfaceNames } from "berkeley-sockets";
import { expectCode, expectRefused } from "../support/expect.ts";

/** if_nameindex(3), if_nametoindex(3), if_indextoname(3), beside sysfs and what Node knows. */

const SYSFS = "/sys/class/net";
const skip = existsSync(SYSFS) ? false : `no ${SYSFS}`;

test("the names are sysfs's", { skip }, () => {
  const names = readdirSync(SYSFS).filter((name) => existsSync(`${SYSFS}/${name}/ifindex`));
  assert.deepEqual(interfaceNames().sort(), names.sort());
});

test("the indices are sysfs's, there and back", { skip }, () => {
  for (const name of interfaceNames()) {
    const index = interfaceIndex(name);
    assert.equal(index, Number(readFileSync(`${SYSFS}/${name}/ifindex`, "utf8")));
    assert.equal(interfaceName(index), name);
  }
});

test("Node's interfaces, those that have addresses, are among them", () => {
  const names = interfaceNames();
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    assert.ok(names.includes(name), name);
    for (const { family, scopeid } of addresses as { family: string; scopeid?: number }[]) {
      if (family === "IPv6" && scopeid) assert.equal(interfaceIndex(name), scopeid);
    }
  }
});

test("zones by name", () => {
  const [name = "lo"] = interfaceNames();
  assert.equal(Internet6Address.from(`fe80::1%${name}`, 1).scopeId, interfaceIndex(name));
  const condition = expectCode("ENODEV", () => Internet6Address.from("fe80::1%no-such-dev", 1));
  assert.equal(condition.syscall, "if_nametoindex");
});

// if_nametoindex(3): ENODEV; ENXIO of if_indextoname(3): "No interface found for the index."
test("ENODEV and ENXIO for what is not there", () => {
  for (const name of ["no-such-dev", "x".repeat(15), "x".repeat(16), "x".repeat(5000)]) {
    const condition = expectCode("ENODEV", () => interfaceIndex(name));
    assert.equal(condition.who, "interfaceIndex");
    assert.equal(condition.syscall, "if_nametoindex");
    assert.equal(condition.message, `if_nametoindex ENODEV ${name}`);
  }
  for (const index of [0, 2 ** 31 - 1]) {
    const condition = expectCode("ENXIO", () => interfaceName(index));
    assert.equal(condition.who, "interfaceName");
    assert.equal(condition.syscall, "if_indextoname");
    assert.equal(condition.message, `if_indextoname ENXIO index ${index}`);
  }
});

test("arguments are checked before any system call", () => {
  const wrong = (value: unknown): never => value as never;
  expectRefused(TypeError, "name", () => interfaceIndex(wrong(1)));
  expectRefused(RangeError, "name", () => interfaceIndex(""));
  expectRefused(RangeError, "name", () => interfaceIndex("l\0o"));
  for (const index of [-1, 2 ** 31, 1.5, Number.NaN]) expectRefused(RangeError, "index", () => interfaceName(index));
  expectRefused(TypeError, "index", () => interfaceName(wrong("1")));
});
