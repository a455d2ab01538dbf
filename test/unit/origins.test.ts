/** docs/origins.md: every name that the founding document exports is told, and its counterpart is there. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import * as bsd from "berkeley-sockets";
import * as entry from "berkeley-sockets/options";
import { using } from "../support/kinds.ts";
import { codeIn, tablesOf } from "../support/markdown.ts";

/** The export list of the founding document, in its order. */
const exported = `
  make-socket socket? socket-fd socket-domain socket-type socket-protocol socket-option? make-socket-option
  socket-option define-socket-option-type make-tcp-option make-udp-option make-raw-option make-ip-option tcp-option?
  udp-option? raw-option? ip-option? socket-address? socket-address unix-address? make-unix-address unix-address-path
  internet-address? make-internet-address internet-address-ip internet-address-port string->internet-address
  internet-address->string string->ipv4 make-address-info address-info? address-info-domain address-info-type
  address-info-protocol address-info-address get-address-info address-info/canonical-name address-info/numeric-host
  address-info/passive create-socket make-socket-domain make-socket-type socket-domain/unix socket-domain/local
  socket-domain/internet socket-type/stream socket-type/datagram socket-type/sequence-packet socket-type/raw
  socket-type/random register-socket-domain! make-socket-protocol socket-protocol? protocol-entry-name
  protocol-entry-aliases protocol-entry-value socket-protocol/auto next-protocol-entry get-protocol-by-name
  get-protocol-by-constant open-protocol-database close-protocol-database bind-socket listen-socket accept-socket
  connect-socket close-socket shutdown-socket shutdown-method? make-shutdown-method shutdown-method/read
  shutdown-method/write shutdown-method/read&write send-to-socket send-to/dont-route send-to/out-of-band
  make-send-to-option receive-from-socket receive-from/out-of-band receive-from/peek receive-from/wait-all
  receive-from/dont-wait make-receive-from-option socket-maximum-connections get-socket-option set-socket-option!
  set-socket-nonblocking! socket-nonblocking? make-socket-condition socket-condition? socket-condition-who
  socket-condition-syscall socket-condition-type socket-condition-message socket-error socket-raise/unless
`
  .trim()
  .split(/\s+/);

/** Internal names that must be told too. */
const internal = `
  socket-constant make-socket-constant socket-constant? socket-constant-value lookup-domain foreign->socket-address
  socket-address->foreign foreign-address-size socket-domain-extractor call-with-errno split-string socket-domain-db
`
  .trim()
  .split(/\s+/);

const HEADER = ["native Scheme sockets", "berkeley-sockets", "what changed and why"];
const tables = tablesOf("origins.md").filter(({ header }) => header.join() === HEADER.join());
const [names, internals] = tables;
const rows = tables.flatMap((table) => table.rows);
const nameOf = (row: readonly string[]): string => codeIn(row[0] ?? "").join(" and ");

test("there are 97 names, each in a row of its own, in the founding document's order", () => {
  assert.equal(exported.length, 97);
  assert.equal(new Set(exported).size, 97);
  assert.equal(tables.length, 2);
  assert.deepEqual(names?.rows.map(nameOf), exported);
});

test("the internal names that matter have rows, and none has two", () => {
  const told = internals?.rows.map(nameOf) ?? [];
  for (const name of internal) assert.ok(told.includes(name), name);
  assert.equal(new Set([...told, ...exported]).size, told.length + exported.length);
});

test("no cell is empty", () => {
  for (const row of rows) {
    assert.equal(row.length, 3);
    for (const cell of row) assert.match(cell, /\w/, `${nameOf(row)}: an empty cell`);
    assert.equal(codeIn(row[1] ?? "").length, 1, `${nameOf(row)}: one counterpart`);
  }
});

const library: Readonly<Record<string, unknown>> = { ...bsd };
const { InternetAddress, SocketDomain, SocketProtocol, SocketType } = bsd;

/** What the document's lower-case names stand for. */
const examples: Record<string, object> = {
  address: InternetAddress.loopback(1),
  internetAddress: InternetAddress.loopback(1),
  unixAddress: new bsd.UnixAddress("/x"),
  addressInfo: new bsd.AddressInfo(
    SocketDomain.internet,
    SocketType.stream,
    SocketProtocol.tcp,
    InternetAddress.any(1),
  ),
  protocolEntry: new bsd.ProtocolEntry("tcp", [], SocketProtocol.tcp),
  condition: new bsd.SocketCondition("accept", "accept", 1),
  constant: SocketType.stream,
  domain: SocketDomain.internet,
  option: entry.SO_KEEPALIVE,
};

function isClass(value: unknown): value is abstract new (...given: never[]) => object {
  return typeof value === "function" && /^class\b/.test(Function.prototype.toString.call(value));
}

/** The parameters' names of a call or construction in the document: `(a, b, …flags)`. */
const CALL = /^\(((?:…?\w+(?:, )?)*)\)$/;

/** Whether the library has what the expression names; the reason why not otherwise. */
function missing(expression: string): string | undefined {
  const instance = /^value instanceof (\w+)$/.exec(expression);
  if (instance !== null) {
    const type = library[instance[1] as string];
    if (!isClass(type)) return "no such class";
    return Object.hasOwn(type, Symbol.hasInstance) ? undefined : "a class without a brand";
  }
  const made = /^new (\w+)(\(.*\))$/.exec(expression);
  if (made !== null) {
    if (!isClass(library[made[1] as string])) return "no such class";
    return CALL.test(made[2] as string) ? undefined : "parameters that do not read";
  }
  const [, head = "", member, call] = /^(\w+)(?:\.(\w+))?(\(.*\))?$/.exec(expression) ?? [];
  if (head === "") return "an expression that does not read";
  if (call !== undefined && !CALL.test(call)) return "parameters that do not read";
  const holder = /^[A-Z]/.test(head) || member === undefined ? library[head] : examples[head];
  if (holder === undefined) return `no ${head}`;
  if (member === undefined) {
    if (call === undefined) return isClass(holder) ? undefined : "no class";
    return typeof holder === "function" && !isClass(holder) ? undefined : "no function";
  }
  if (!(member in (holder as object))) return `no member ${member}`;
  const value: unknown = (holder as Record<string, unknown>)[member];
  if (call !== undefined) return typeof value === "function" ? undefined : `${member} is no method`;
  if (isClass(holder) && typeof value !== "function" && !(value instanceof holder)) return `${member} is no ${head}`;
  return undefined;
}

test("the check of counterparts finds what is missing", () => {
  for (const wrong of [
    "value instanceof Sockets",
    "new Sockets(fd)",
    "Socket.make(fd)",
    "socket.bond(address)",
    "socket.fd()",
    "makeSocket(fd)",
    "SocketDomain.ipx",
    "Socket create",
    "address.port2",
    "nobody.fd",
  ]) {
    using([bsd.Socket.create(SocketDomain.internet, SocketType.stream)], (socket) => {
      examples["socket"] = socket;
      assert.notEqual(missing(wrong), undefined, wrong);
    });
  }
});

for (const row of rows) {
  const [expression = ""] = codeIn(row[1] ?? "");
  test(`${nameOf(row)} → ${expression}`, () => {
    using([bsd.Socket.create(SocketDomain.internet, SocketType.stream)], (socket) => {
      examples["socket"] = socket;
      assert.equal(missing(expression), undefined);
    });
  });
}

test("what the right column names in code is there too, or is plainly something else", () => {
  const elsewhere = new Set([
    "===",
    "&",
    "#x7f",
    "null",
    "undefined",
    "true",
    "using",
    "valid?",
    "Error",
    "RangeError",
  ]);
  const members: Record<string, string> = {
    keepAlive: "a parameter",
    internet6: "SocketDomain",
    numericService: "AddressInfoOption",
    v4Mapped: "AddressInfoOption",
    all: "AddressInfoOption",
    addressConfig: "AddressInfoOption",
    tcp: "SocketProtocol",
    udp: "SocketProtocol",
    truncate: "ReceiveFromOption",
    errorQueue: "ReceiveFromOption",
    closeOnExec: "ReceiveFromOption",
    accept: "Socket",
  };
  using([bsd.Socket.create(SocketDomain.internet, SocketType.stream)], (socket) => {
    examples["socket"] = socket;
    for (const row of rows) {
      for (const code of codeIn(row[2] ?? "")) {
        if (elsewhere.has(code) || code.startsWith("berkeley-sockets") || exported.includes(code)) continue;
        const holder = members[code];
        if (holder === "a parameter" || (holder === "Socket" && code in bsd.Socket.prototype)) continue;
        const expression = holder === undefined ? code.replace(/^new (\w+)$/, "$1") : `${holder}.${code}`;
        const asCall = /^[a-z]\w*$/.test(expression) ? `${expression}()` : expression;
        assert.equal(missing(asCall), undefined, `${nameOf(row)}: ${code}`);
      }
    }
  });
});
