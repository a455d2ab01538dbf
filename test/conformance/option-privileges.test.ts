/**
 * Options that take a privilege: capabilities(7), socket(7), ip(7). With it they are set in
 * options.test.ts; here a process without any is refused, and the socket stays as it was.
 */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { runModule } from "../support/child.ts";
import { kinds as ordinary } from "../support/kinds.ts";
import { table } from "../support/option-table.ts";
import { withoutIpv6 } from "../support/probe.ts";

/** Sets every value of every row that takes a privilege, until one is refused; prints what became of it. */
const source = `
import { SocketCondition } from "berkeley-sockets";
import * as options from "berkeley-sockets/options";
import { factories } from "${new URL("../support/factories.js", import.meta.url)}";
import { table } from "${new URL("../support/option-table.js", import.meta.url)}";

if (process.getuid() === 0) {
  process.setgroups?.([]); // Deno has none
  process.setgid(65534);
  process.setuid(65534);
}

function attempt(option, { set }, kind) {
  const socket = factories[kind]();
  const read = () => {
    try {
      return JSON.stringify(socket.getOption(option), (key, value) => (typeof value === "bigint" ? String(value) : value));
    } catch (error) {
      return error.code;
    }
  };
  let before = read();
  try {
    for (const [value] of set) {
      socket.setOption(option, value);
      before = read();
    }
    return "nothing";
  } catch (error) {
    if (!(error instanceof SocketCondition)) throw error;
    return read() === before ? error.message : "it was refused, and changed";
  } finally {
    socket.close();
  }
}

const met = {};
for (const [name, row] of Object.entries(table)) {
  if (row.privilege === undefined || !options[name].available) continue;
  met[name] = {};
  for (const kind of row.kinds) {
    try {
      met[name][kind] = attempt(options[name], row, kind);
    } catch (error) {
      if (error.syscall !== "socket") throw error;
    }
  }
}
console.log(JSON.stringify(met));
`;

type Met = Record<string, Record<string, string>>;

const skip = process.getuid === undefined && "there are no such privileges here";

describe("without privileges", { skip }, () => {
  let met: Met = {};
  before(async () => {
    const { code, out, err } = await runModule(source);
    assert.equal(code, 0, err);
    met = JSON.parse(out) as Met;
  });
  const noIpv6 = withoutIpv6() !== false;

  for (const [name, { privilege, refusal = "EPERM", kinds }] of Object.entries(table)) {
    if (privilege === undefined) continue;
    it(`${name} is refused: it takes ${privilege}`, (t) => {
      const seen = met[name];
      if (seen === undefined) return t.skip(`${name} is not on this platform`);
      // Netlink and packet sockets are tried with the privilege alone.
      const tried = kinds.filter((kind) => ordinary.some((each) => each.name === kind));
      if (tried.length === 0) return t.skip("sockets of this family are not tried without privileges");
      const expected = tried.filter((kind) => !(noIpv6 && kind.startsWith("internet6")));
      assert.deepEqual(seen, Object.fromEntries(expected.map((kind) => [kind, `setsockopt ${refusal} ${name}`])));
    });
  }

  it("there are such options", () => assert.ok(Object.keys(met).length > 10, Object.keys(met).join()));
});
