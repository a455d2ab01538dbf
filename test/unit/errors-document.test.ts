/** docs/errors.md, compared with the sources and with what the library throws. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { AddressInfoCondition, InternetAddress, parseIpv6, SocketCondition } from "berkeley-sockets";
import { constants } from "../../src/sys/constants.ts";
import { systemCallNames } from "../../src/sys/faults.ts";
import { root } from "../support/compile.ts";
import { codeIn, readDocument, tablesOf, tableWith } from "../support/markdown.ts";
import { ThrowSites } from "../support/throw-sites.ts";

const { sites, lost } = new ThrowSites(join(root, "src"));
const rows = tableWith("errors.md", "who", "syscall").rows.map(([who = "", syscall = "", codes = ""]) => ({
  who: codeIn(who)[0] as string,
  syscall: codeIn(syscall)[0] as string,
  codes: codes.split(" "),
}));
const key = ({ who, syscall }: { who: string; syscall: string }): string => `${who} ${syscall}`;

test("every place that makes a condition can be followed to its method and system call", () => {
  assert.deepEqual(lost, []);
  assert.ok(sites.length > 80, `${sites.length} sites`);
});

test("the table has every method and system call of the sources, once, and no other", () => {
  assert.deepEqual(rows.map(key).sort(), [...new Set(sites.map(key))].sort());
});

/** Calls that are named but cannot fail by order: they belong to another, or to none. */
const apart = ["setprotoent", "endprotoent", "register", "encode", "decode", "sockaddr"];

test("every system call is one of the switch's, but for those told apart", () => {
  const known = new Set<string>(Object.values(systemCallNames));
  for (const { who, syscall } of rows) assert.ok(known.has(syscall) || apart.includes(syscall), `${who}: ${syscall}`);
});

test("every code is a name of this platform's, and the name that errors are called by", () => {
  for (const { who, codes } of rows) {
    assert.equal(new Set(codes).size, codes.length, who);
    for (const code of codes) {
      const number = constants[code as keyof typeof constants];
      assert.ok(number !== undefined, `${who}: ${code}`);
      const type = code.startsWith("EAI_") ? AddressInfoCondition : SocketCondition;
      assert.equal(new type("who", "call", number).code, code, who);
    }
  }
});

test("the fields of a condition are in the document, each of them", () => {
  const [, ...fields] = tableWith("errors.md", "field").rows.map(([field = ""]) => codeIn(field)[0]);
  const condition = new SocketCondition("connect", "connect", 1, { address: "a", port: 1, local: "b", cause: 1 });
  // Some runtimes keep more than the stack in every error.
  const everyError = Object.getOwnPropertyNames(new Error("", { cause: 1 })).filter((name) => !fields.includes(name));
  const own = Object.getOwnPropertyNames(condition).filter((name) => !everyError.includes(name));
  assert.deepEqual([...fields].sort(), own.sort());
});

test("the message forms of the document are forms that messages have", () => {
  const forms = tableWith("errors.md", "about").rows.map(([, message = ""]) => codeIn(message)[0]);
  const number = (code: string): number => constants[code as keyof typeof constants] as number;
  const refused = number("ECONNREFUSED");
  assert.deepEqual(forms, [
    new SocketCondition("listen", "listen", number("EADDRINUSE")).message,
    new SocketCondition("connect", "connect", refused, { address: "127.0.0.1", port: 80 }).message,
    new SocketCondition("connect", "connect", refused, { address: "fe80::1%2", port: 80 }).message,
    new SocketCondition("connect", "connect", number("ENOENT"), { address: "/run/app.sock" }).message,
    new SocketCondition("create", "socket", number("EAFNOSUPPORT"), { subject: "can raw canRaw" }).message,
    new SocketCondition("setOption", "setsockopt", number("EPERM"), { subject: "SO_MARK" }).message,
  ]);
});

test("the document's examples of refusals are what refusals say", () => {
  const document = readDocument("errors.md");
  const refusals = [() => new InternetAddress(1, "80" as never), () => parseIpv6("::1::")];
  for (const refusal of refusals) {
    assert.throws(refusal, (error: unknown) => error instanceof Error && document.includes(`\`${error.message}\``));
  }
});

test("the resolver's codes are in the document, each of them but EAI_SYSTEM", () => {
  const [table] = tablesOf("errors.md").filter(({ rows: all }) =>
    all.some(([code = ""]) => code.includes("EAI_NONAME")),
  );
  const told = table?.rows.map(([code = ""]) => codeIn(code)[0]);
  const names = Object.keys(constants).filter((name) => name.startsWith("EAI_") && name !== "EAI_SYSTEM");
  assert.deepEqual([...(told ?? [])].sort(), names.sort());
  assert.ok(readDocument("errors.md").includes("EAI_SYSTEM"));
});
