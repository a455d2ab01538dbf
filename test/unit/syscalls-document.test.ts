/** docs/syscalls.md, compared with the table of calls and with the public names. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import * as bsd from "berkeley-sockets";
import * as testing from "berkeley-sockets/testing";
import { systemCallNames } from "../../src/sys/faults.ts";
import { codeIn, tableWith } from "../support/markdown.ts";

const byCall = tableWith("syscalls.md", "system call", "methods").rows;
const byMethod = tableWith("syscalls.md", "method", "calls").rows.map(([method = "", call = ""]) => ({
  method: codeIn(method)[0] as string,
  syscalls: codeIn(call),
}));
const without = tableWith("syscalls.md", "kind", "names").rows.flatMap(([, names = ""]) => codeIn(names));

test("every system call of the table of calls has a row, and no other has", () => {
  const told = byCall.map(([call = ""]) => codeIn(call)[0]);
  assert.deepEqual([...told].sort(), [...new Set(Object.values(systemCallNames))].sort());
  for (const row of byCall)
    assert.ok(
      row.every((cell) => cell !== ""),
      `an empty cell: ${row.join(" | ")}`,
    );
});

/** What a class is called in the document when an instance is meant. */
const instances: Record<string, string> = {
  Socket: "socket",
  SocketAddress: "address",
  InternetAddress: "address",
  Internet6Address: "address",
  UnixAddress: "address",
  UnknownAddress: "address",
  UnspecifiedAddress: "address",
  NetlinkAddress: "address",
  PacketAddress: "address",
  SocketConstant: "constant",
  SocketOption: "option",
  AddressInfo: "addressInfo",
  ReceivedDescriptor: "receivedDescriptor",
  ControlMessageType: "controlMessageType",
};
/** Accessors that only tell what the object was made of. */
const plain = new Set(["domain", "available", "host", "ip", "bytes", "path", "hardwareAddress"]);

/** Every public method, and every function. */
function publicNames(): Set<string> {
  const names = new Set<string>();
  for (const [name, value] of Object.entries<unknown>({ ...bsd, ...testing })) {
    if (typeof value !== "function") continue;
    if (!/^[A-Z]/.test(name)) {
      names.add(name);
      continue;
    }
    for (const [member, { value: held }] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
      const isMethod = typeof held === "function" && !/^[A-Z]/.test(held.name ?? "");
      if (isMethod && member !== "prototype" && member !== "describe") names.add(`${name}.${member}`);
    }
    const instance = instances[name];
    for (const member of Reflect.ownKeys(value.prototype)) {
      if (member === "constructor" || plain.has(String(member))) continue;
      if (member === Symbol.dispose) names.add(`${instance}[Symbol.dispose]`);
      if (typeof member === "symbol" || instance === undefined) continue;
      names.add(`${instance}.${member}`);
    }
  }
  return names;
}

test("every public method and function is told, and nothing that is not there", () => {
  const told = [...byMethod.map(({ method }) => method), ...without].filter((name) => !name.startsWith("new "));
  assert.equal(new Set(told).size, told.length, "told twice");
  assert.deepEqual([...told].sort(), [...publicNames()].sort());
  assert.ok(told.length > 70);
});

test("the two tables agree on who makes which call", () => {
  for (const { method, syscalls } of byMethod) {
    for (const syscall of syscalls) {
      const row = byCall.find(([call = ""]) => codeIn(call)[0] === syscall);
      assert.ok(row !== undefined, `${method}: ${syscall}`);
      const name = method.replace("[Symbol.dispose]", ".close").replace(/\(.*/, "");
      assert.ok(codeIn(row[1] ?? "").includes(name), `${syscall} does not name ${name}`);
    }
  }
});
