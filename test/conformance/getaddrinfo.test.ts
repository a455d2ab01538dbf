import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AddressInfo,
  AddressInfoCondition,
  AddressInfoOption,
  getAddressInfo,
  getServiceByName,
  Internet6Address,
  InternetAddress,
  Socket,
  SocketCondition,
  SocketDomain,
  SocketProtocol,
  SocketType,
} from "berkeley-sockets";
import { systemCallCount } from "berkeley-sockets/testing";
import { expectCode, expectRefused } from "../support/expect.ts";
import { withoutIpv6 } from "../support/probe.ts";
import { onMusl } from "../support/runtime.ts";

/** getaddrinfo(3): `getAddressInfo`. No test here asks the network: names are figures or in /etc/hosts. */

const { numericHost, numericService, passive, canonicalName, v4Mapped, all, addressConfig } = AddressInfoOption;
const { internet, internet6 } = SocketDomain;
const numeric = [numericHost, numericService];

function only(info: { addresses: AddressInfo[] }): AddressInfo {
  assert.equal(info.addresses.length, 1);
  const [entry] = info.addresses;
  assert.ok(entry instanceof AddressInfo);
  return entry;
}

test("figures of IPv4", () => {
  const entry = only(getAddressInfo("127.0.0.1", "80", { type: SocketType.stream, flags: numeric }));
  assert.equal(entry.domain, internet);
  assert.equal(entry.type, SocketType.stream);
  assert.equal(entry.protocol, SocketProtocol.tcp);
  assert.ok(entry.address instanceof InternetAddress);
  assert.equal(String(entry.address), "127.0.0.1:80");
});

test("figures of IPv6, with a zone", { skip: withoutIpv6() }, () => {
  const entry = only(getAddressInfo("fe80::1%1", 443, { type: SocketType.datagram, flags: [numericHost] }));
  assert.equal(entry.domain, internet6);
  assert.equal(entry.protocol, SocketProtocol.udp);
  assert.ok(entry.address instanceof Internet6Address);
  assert.equal(entry.address.scopeId, 1);
  assert.equal(String(entry.address), "[fe80::1%1]:443");
});

test("a port as a number or as text", () => {
  for (const service of [8080, "8080"]) {
    const entry = only(getAddressInfo("127.0.0.1", service, { type: SocketType.stream, flags: [numericHost] }));
    assert.equal(String(entry.address), "127.0.0.1:8080");
  }
  for (const port of [0, 65535]) {
    const entry = only(getAddressInfo("127.0.0.1", port, { type: SocketType.stream, flags: [numericHost] }));
    assert.equal(String(entry.address), `127.0.0.1:${port}`);
  }
});

test("without hints: every type the address can be used with", () => {
  const { addresses, canonicalName: name } = getAddressInfo("127.0.0.1", null, { flags: [numericHost] });
  assert.deepEqual(
    addresses.map(({ type }) => type),
    [SocketType.stream, SocketType.datagram, ...(onMusl ? [] : [SocketType.raw])],
  );
  assert.equal(name, undefined);
  assert.ok(addresses.every(({ address }) => String(address) === "127.0.0.1:0"));
});

test("the protocol as a hint", () => {
  const entry = only(getAddressInfo("127.0.0.1", 53, { protocol: SocketProtocol.udp, flags: [numericHost] }));
  assert.equal(entry.type, SocketType.datagram);
  assert.equal(entry.protocol, SocketProtocol.udp);
});

test("no node: this machine, and with passive any address", () => {
  const hints = { domain: internet, type: SocketType.stream };
  assert.equal(String(only(getAddressInfo(null, 80, hints)).address), "127.0.0.1:80");
  assert.equal(String(only(getAddressInfo(null, 80, { ...hints, flags: [passive] })).address), "0.0.0.0:80");
  const both = getAddressInfo(null, 80, { type: SocketType.stream, flags: [passive] }).addresses;
  assert.ok(both.some(({ domain }) => domain === internet));
});

test("localhost, by name: what is found can be created and bound", () => {
  const { addresses } = getAddressInfo("localhost", null, { type: SocketType.stream });
  assert.ok(addresses.length > 0);
  for (const { domain, type, protocol, address } of addresses) {
    using socket = Socket.create(domain, type, protocol);
    socket.bind(address);
    socket.listen();
  }
  const four = getAddressInfo("localhost", 9, { domain: internet, type: SocketType.stream }).addresses;
  assert.ok(four.some(({ address }) => String(address) === "127.0.0.1:9"));
});

test("canonicalName", () => {
  const result = getAddressInfo("localhost", null, { type: SocketType.stream, flags: [canonicalName] });
  assert.match(result.canonicalName ?? "", /^[a-z0-9.-]+$/i);
  const figures = getAddressInfo("127.0.0.1", null, { type: SocketType.stream, flags: [canonicalName, numericHost] });
  assert.equal(figures.canonicalName, "127.0.0.1");
});

test("a service by name", { skip: getServiceByName("http", "tcp") === undefined && "no http in /etc/services" }, () => {
  const entry = only(getAddressInfo("127.0.0.1", "http", { type: SocketType.stream, flags: [numericHost] }));
  assert.equal(String(entry.address), "127.0.0.1:80");
});

test("IPv4 addresses as IPv6 ones", { skip: withoutIpv6() }, () => {
  const hints = { domain: internet6, type: SocketType.stream };
  const entry = only(getAddressInfo("127.0.0.1", 80, { ...hints, flags: [v4Mapped, numericHost] }));
  assert.equal(String(entry.address), "[::ffff:127.0.0.1]:80");
  assert.equal(entry.domain, internet6);
  const both = getAddressInfo("localhost", 80, { ...hints, flags: [v4Mapped, all] }).addresses;
  assert.ok(both.some(({ address }) => String(address) === "[::ffff:127.0.0.1]:80"));
});

test("addressConfig does not hide the loopback addresses asked for in figures", () => {
  const entry = only(getAddressInfo("127.0.0.1", 1, { type: SocketType.stream, flags: [addressConfig, numericHost] }));
  assert.equal(String(entry.address), "127.0.0.1:1");
});

test("figures need one call, names some more", () => {
  const before = systemCallCount();
  getAddressInfo("127.0.0.1", 80, { flags: numeric });
  assert.equal(systemCallCount() - before, 1);
});

const failures: [string, string, () => unknown][] = [
  ["EAI_NONAME", "a name where only figures are taken", () => getAddressInfo("localhost", 1, { flags: [numericHost] })],
  ["EAI_NONAME", "neither node nor service", () => getAddressInfo(null, null)],
  [
    "EAI_NONAME",
    "a service's name where only figures are taken",
    () => getAddressInfo(null, "http", { flags: numeric }),
  ],
  ["EAI_SERVICE", "a service that nobody knows", () => getAddressInfo(null, "no-such-service")],
  ["EAI_SERVICE", "a service of another type", () => getAddressInfo(null, "80", { type: SocketType.raw })],
  [
    "EAI_FAMILY",
    "a family that names have none of",
    () => getAddressInfo("127.0.0.1", 1, { domain: SocketDomain.unix }),
  ],
  [
    onMusl ? "EAI_SERVICE" : "EAI_SOCKTYPE",
    "a type and a protocol that do not go together",
    () => getAddressInfo(null, 1, { type: SocketType.stream, protocol: SocketProtocol.udp }),
  ],
  [
    "EAI_BADFLAGS",
    "flags that nobody has",
    () => getAddressInfo(null, 1, { flags: [new AddressInfoOption("mine", 0x4000_0000)] }),
  ],
];
// musl takes it.
if (!onMusl) {
  const action = (): unknown => getAddressInfo(null, 1, { flags: [canonicalName] });
  failures.push(["EAI_BADFLAGS", "canonicalName of no name", action]);
}
for (const [code, name, action] of failures) {
  test(`${code}: ${name}`, () => {
    const condition = expectFailure(action);
    assert.equal(condition.code, code);
    assert.equal(condition.who, "getAddressInfo");
    assert.equal(condition.syscall, "getaddrinfo");
    assert.ok(condition.type < 0 && condition.errno === condition.type); // glibc's EAI numbers are negative
    assert.ok(condition.text.length > 0);
    assert.match(condition.message, new RegExp(`^getaddrinfo ${code} `));
  });
}

function expectFailure(action: () => unknown): AddressInfoCondition {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof AddressInfoCondition && error instanceof SocketCondition);
    return error;
  }
  assert.fail("nothing was thrown");
}

test("the subject of a failure is in its message", () => {
  const condition = expectFailure(() => getAddressInfo("localhost", 1, { flags: [numericHost] }));
  assert.equal(condition.message, "getaddrinfo EAI_NONAME localhost");
});

test("arguments are checked before any system call", () => {
  const wrong = (value: unknown): never => value as never;
  expectRefused(TypeError, "node", () => getAddressInfo(wrong(undefined), 80));
  expectRefused(TypeError, "node", () => getAddressInfo(wrong(5), 80));
  expectRefused(RangeError, "node", () => getAddressInfo("local\0host", 80));
  expectRefused(TypeError, "service", () => getAddressInfo(null, wrong(undefined)));
  expectRefused(TypeError, "service", () => getAddressInfo(null, wrong({})));
  expectRefused(RangeError, "service", () => getAddressInfo(null, "80\0"));
  for (const port of [-1, 65536, 1.5, Number.NaN]) {
    expectRefused(RangeError, "service", () => getAddressInfo(null, port));
  }
  expectRefused(TypeError, "hints", () => getAddressInfo(null, 80, wrong(null)));
  expectRefused(TypeError, "hints has no member family", () => getAddressInfo(null, 80, wrong({ family: 4 })));
  expectRefused(TypeError, "hints.domain", () => getAddressInfo(null, 80, wrong({ domain: 2 })));
  expectRefused(TypeError, "hints.type", () => getAddressInfo(null, 80, wrong({ type: SocketProtocol.tcp })));
  expectRefused(TypeError, "hints.protocol", () => getAddressInfo(null, 80, wrong({ protocol: SocketType.raw })));
  expectRefused(TypeError, "hints.flags", () => getAddressInfo(null, 80, wrong({ flags: passive })));
  expectRefused(TypeError, "flags[1]", () => getAddressInfo(null, 80, { flags: [passive, wrong(SocketType.raw)] }));
  expectRefused(SocketCondition, "ENOTSUP", () =>
    getAddressInfo(null, 80, { flags: [new AddressInfoOption("absent", undefined)] }),
  );
});

test("a lookup that fails on a thread leaves nothing open", () => {
  for (let again = 0; again < 5; again++) {
    expectCode("EAI_SERVICE", () => getAddressInfo("localhost", "no-such-service"));
  }
});
