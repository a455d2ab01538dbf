import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { getSystemErrorMap } from "node:util";
import {
  AddressInfoCondition,
  errnoName,
  errnoText,
  getAddressInfo,
  Internet6Address,
  InternetAddress,
  Socket,
  SocketCondition,
  SocketDomain,
  SocketType,
  UnixAddress,
  WouldBlock,
} from "berkeley-sockets";
import { withFaults } from "berkeley-sockets/testing";
import { addressDetails } from "../../src/address/details.ts";
import { constants } from "../../src/sys/constants.ts";
import { expectCode } from "../support/expect.ts";
import { using } from "../support/kinds.ts";
import { withoutProgram } from "../support/probe.ts";
import { askPython } from "../support/python.ts";
import { muslDiffers } from "../support/runtime.ts";

const ECONNREFUSED = constants.ECONNREFUSED as number;

test("a condition tells who, which call, how and about what", () => {
  const cause = new Error("before");
  const condition = new SocketCondition("connect", "connect", ECONNREFUSED, {
    address: "127.0.0.1",
    port: 80,
    local: "127.0.0.1:40000",
    cause,
  });
  assert.equal(condition.who, "connect");
  assert.equal(condition.syscall, "connect");
  assert.equal(condition.type, ECONNREFUSED);
  assert.equal(condition.text, "Connection refused");
  assert.equal(condition.code, "ECONNREFUSED");
  assert.equal(condition.errno, -ECONNREFUSED);
  assert.equal(condition.address, "127.0.0.1");
  assert.equal(condition.port, 80);
  assert.equal(condition.local, "127.0.0.1:40000");
  assert.equal(condition.cause, cause);
  assert.equal(condition.name, "SocketCondition");
  assert.equal(condition.message, "connect ECONNREFUSED 127.0.0.1:80");
  assert.ok(condition instanceof Error && condition instanceof SocketCondition);
  assert.ok(!(condition instanceof WouldBlock) && !(condition instanceof AddressInfoCondition));
  assert.ok(condition.stack?.startsWith("SocketCondition: connect ECONNREFUSED 127.0.0.1:80\n"));
});

test("what a condition does not know, it does not have", () => {
  const condition = new SocketCondition("listen", "listen", ECONNREFUSED);
  for (const field of ["address", "port", "local", "cause", "subject"]) assert.equal(field in condition, false, field);
  assert.deepEqual(Object.keys(condition).sort(), ["code", "errno", "syscall", "text", "type", "who"]);
  const told = new SocketCondition("listen", "listen", ECONNREFUSED, { address: undefined, cause: undefined });
  assert.deepEqual(Object.keys(told).sort(), Object.keys(condition).sort());
});

for (const [form, details, message] of [
  ["nothing known", {}, "call ECONNREFUSED"],
  ["IPv4", { address: "10.0.0.1", port: 80 }, "call ECONNREFUSED 10.0.0.1:80"],
  ["port 0", { address: "10.0.0.1", port: 0 }, "call ECONNREFUSED 10.0.0.1:0"],
  ["IPv6", { address: "fe80::1%2", port: 80 }, "call ECONNREFUSED [fe80::1%2]:80"],
  ["a path", { address: "/run/app.sock" }, "call ECONNREFUSED /run/app.sock"],
  ["a path with a colon", { address: "/run/a:b" }, "call ECONNREFUSED /run/a:b"],
  ["a subject", { subject: "SO_REUSEPORT" }, "call ECONNREFUSED SO_REUSEPORT"],
  ["a subject and an address", { subject: "x", address: "1.2.3.4", port: 5 }, "call ECONNREFUSED x 1.2.3.4:5"],
  ["local is not shown", { local: "1.2.3.4:5" }, "call ECONNREFUSED"],
  ["a port alone is not shown", { port: 5 }, "call ECONNREFUSED"],
] as const) {
  test(`message: ${form}`, () => {
    assert.equal(new SocketCondition("who", "call", ECONNREFUSED, details).message, message);
  });
}

for (const [address, details] of [
  [InternetAddress.from("10.0.0.1", 80), { address: "10.0.0.1", port: 80 }],
  [Internet6Address.from("fe80::1%2", 80), { address: "fe80::1%2", port: 80 }],
  [new UnixAddress("/run/a"), { address: "/run/a" }],
  [UnixAddress.abstract("a"), { address: "@a" }],
  [undefined, {}],
] as const) {
  test(`details of ${String(address)}`, () => assert.deepEqual(addressDetails(address as never), details));
}

test("conditions of real calls have the address apart from the port", () => {
  using([Socket.create(SocketDomain.internet, SocketType.stream)], (socket) => {
    const condition = withFaults([{ syscall: "connect", errno: "ENETUNREACH" }], () =>
      expectCode("ENETUNREACH", () => socket.connect(InternetAddress.from("192.0.2.1", 80))),
    );
    assert.equal(condition.message, "connect ENETUNREACH 192.0.2.1:80");
    assert.deepEqual([condition.address, condition.port], ["192.0.2.1", 80]);
    const bound = withFaults([{ syscall: "bind", errno: "EADDRINUSE" }], () =>
      expectCode("EADDRINUSE", () => socket.bind(InternetAddress.loopback(8080))),
    );
    assert.equal(bound.message, "bind EADDRINUSE 127.0.0.1:8080");
    assert.equal(bound.local, "127.0.0.1:8080");
  });
});

test("arguments are checked", () => {
  const make = (...given: unknown[]) =>
    new SocketCondition(...(given as unknown as ConstructorParameters<typeof SocketCondition>));
  assert.throws(() => make(1, "call", 1), /TypeError|who must be a string/);
  assert.throws(() => make("who", 1, 1), TypeError);
  assert.throws(() => make("who", "call", "1"), TypeError);
  for (const type of [-1, 0.5, 2 ** 31, Number.NaN]) assert.throws(() => make("who", "call", type), RangeError);
});

test("an error number without a name is ERRNO_n", () => {
  const condition = new SocketCondition("who", "call", 99_999);
  assert.equal(condition.code, "ERRNO_99999");
  assert.equal(condition.message, "call ERRNO_99999");
  assert.notEqual(condition.text, "");
  assert.equal(errnoName(99_999), "ERRNO_99999");
  assert.equal(errnoName(0), "ERRNO_0");
});

test("errnoName agrees with node's own names", () => {
  let compared = 0;
  for (const [number, [name]] of getSystemErrorMap()) {
    if (name.startsWith("EAI_") || constants[name as keyof typeof constants] !== -number) continue;
    assert.equal(errnoName(-number), name);
    compared += 1;
  }
  assert.ok(compared > 60, `${compared} compared`);
});

test("of two names for one number, the first listed is ours", () => {
  assert.equal(errnoName(constants.EAGAIN as number), "EAGAIN");
  if (constants.EOPNOTSUPP === constants.ENOTSUP) assert.equal(errnoName(constants.ENOTSUP as number), "ENOTSUP");
});

const otherWords = muslDiffers("its words are not those of python3, which has glibc's");
test("names and words agree with python3's errno and os.strerror", {
  skip: otherWords || withoutProgram("python3"),
}, () => {
  const theirs = askPython<Record<string, [string, string]>>(`
import errno, json, os
print(json.dumps({number: [name, os.strerror(number)] for number, name in errno.errorcode.items()}))`);
  let compared = 0;
  for (const [number, [name, words]] of Object.entries(theirs)) {
    assert.equal(errnoText(Number(number)), words, name);
    const ours = errnoName(Number(number));
    assert.ok(ours === name || constants[name as keyof typeof constants] === Number(number), `${ours} and ${name}`);
    compared += 1;
  }
  assert.ok(compared > 100);
});

test("errnoName and errnoText check their arguments", () => {
  for (const ask of [errnoName, errnoText]) {
    for (const value of [undefined, null, "1", 1n]) assert.throws(() => ask(value as never), TypeError);
    for (const value of [-1, 0.5, 2 ** 31]) assert.throws(() => ask(value), RangeError);
  }
});

test("raise throws the condition", () => {
  assert.throws(() => SocketCondition.raise("accept", "accept", ECONNREFUSED, { address: "1.2.3.4", port: 5 }), {
    who: "accept",
    code: "ECONNREFUSED",
    message: "accept ECONNREFUSED 1.2.3.4:5",
  });
  assert.throws(() => SocketCondition.raise("accept", "accept", ECONNREFUSED), { message: "accept ECONNREFUSED" });
});

test("raiseUnless returns the conditions of the named types, and throws the others", () => {
  const { EAGAIN = 0, EINTR = 0 } = constants;
  const returned = SocketCondition.raiseUnless("accept", "accept", EAGAIN, EINTR, EAGAIN);
  assert.ok(returned instanceof SocketCondition);
  assert.equal(returned.code, "EAGAIN");
  assert.throws(() => SocketCondition.raiseUnless("accept", "accept", ECONNREFUSED, EAGAIN), { code: "ECONNREFUSED" });
  assert.throws(() => SocketCondition.raiseUnless("accept", "accept", EAGAIN), { code: "EAGAIN" });
});

const lookupNames = [
  "EAI_BADFLAGS",
  "EAI_NONAME",
  "EAI_AGAIN",
  "EAI_FAIL",
  "EAI_FAMILY",
  "EAI_SOCKTYPE",
  "EAI_SERVICE",
  "EAI_MEMORY",
  "EAI_OVERFLOW",
] as const;
for (const name of lookupNames) {
  test(`a lookup that fails with ${name} throws an AddressInfoCondition`, () => {
    const condition = withFaults([{ syscall: "getaddrinfo", errno: name }], () =>
      expectCode(name, () => getAddressInfo("127.0.0.1", null)),
    );
    assert.ok(condition instanceof AddressInfoCondition);
    assert.equal(condition.name, "AddressInfoCondition");
    assert.equal(condition.type, constants[name]);
    assert.equal(condition.errno, -Math.abs(constants[name] as number));
    assert.deepEqual([condition.who, condition.syscall], ["getAddressInfo", "getaddrinfo"]);
    assert.equal(condition.message, `getaddrinfo ${name} 127.0.0.1`);
    assert.notEqual(condition.text, errnoText(Math.abs(condition.type)), "the resolver's words, not strerror's");
  });
}

test("the resolver's words agree with python3's", { skip: otherWords || withoutProgram("python3") }, () => {
  const theirs = askPython<Record<string, string>>(`
import ctypes, json, socket
libc = ctypes.CDLL(None); libc.gai_strerror.restype = ctypes.c_char_p
print(json.dumps({name: libc.gai_strerror(getattr(socket, name)).decode()
  for name in dir(socket) if name.startswith("EAI_")}))`);
  for (const name of lookupNames) {
    if (theirs[name] === undefined) continue;
    assert.equal(new AddressInfoCondition("who", "call", constants[name] as number).text, theirs[name], name);
  }
});

test("a lookup that fails with a system error is a plain condition", () => {
  const condition = withFaults([{ syscall: "getaddrinfo", errno: "EMFILE" }], () =>
    expectCode("EMFILE", () => getAddressInfo("127.0.0.1", null)),
  );
  assert.ok(!(condition instanceof AddressInfoCondition));
});

test("a resolver's number without a name is EAI_n", () => {
  assert.equal(new AddressInfoCondition("who", "call", 12_345).code, "EAI_12345");
});
