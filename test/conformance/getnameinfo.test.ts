import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  AddressInfoCondition,
  getNameInfo,
  Internet6Address,
  InternetAddress,
  NameInfoOption,
  SocketCondition,
  UnixAddress,
  UnknownAddress,
} from "berkeley-sockets";
import { systemCallCount } from "berkeley-sockets/testing";
import { expectRefused } from "../support/expect.ts";
import { muslDiffers } from "../support/runtime.ts";

/** getnameinfo(3): `getNameInfo`. Names come from /etc/hosts and /etc/services, never from the network. */

const { numericHost, numericService, datagram, nameRequired } = NameInfoOption;
const numeric = { flags: [numericHost, numericService] };
const services = readFileSync("/etc/services", "utf8");
const has = (name: string, port: number, protocol: string): boolean =>
  new RegExp(`^${name}\\s+${port}/${protocol}\\b`, "m").test(services);

test("in figures", () => {
  assert.deepEqual(getNameInfo(InternetAddress.from("192.0.2.7", 8080), numeric), {
    host: "192.0.2.7",
    service: "8080",
  });
  assert.deepEqual(getNameInfo(Internet6Address.from("2001:db8::7", 443), numeric), {
    host: "2001:db8::7",
    service: "443",
  });
});

test("figures need one call", () => {
  const before = systemCallCount();
  getNameInfo(InternetAddress.loopback(80), numeric);
  assert.equal(systemCallCount() - before, 1);
});

test("a zone by its interface's name", () => {
  const { host } = getNameInfo(Internet6Address.from("fe80::1%1", 1), numeric);
  assert.equal(host, "fe80::1%lo");
});

test("by name, from /etc/hosts", {
  skip: !/^127\.0\.0\.1\s+localhost/m.test(readFileSync("/etc/hosts", "utf8")) && "no localhost in /etc/hosts",
}, () => {
  assert.equal(getNameInfo(InternetAddress.loopback(80)).host, "localhost");
  assert.equal(getNameInfo(InternetAddress.loopback(80), { flags: [nameRequired] }).host, "localhost");
});

test("a service by name", { skip: !has("http", 80, "tcp") && "no http in /etc/services" }, () => {
  assert.equal(getNameInfo(InternetAddress.loopback(80), { flags: [numericHost] }).service, "http");
});

test("TCP's service, or with datagram UDP's", {
  skip: !(has("shell", 514, "tcp") && has("syslog", 514, "udp")) && "/etc/services has no 514 of both",
}, () => {
  const address = InternetAddress.loopback(514);
  assert.equal(getNameInfo(address, { flags: [numericHost] }).service, "shell");
  assert.equal(getNameInfo(address, { flags: [numericHost, datagram] }).service, "syslog");
});

test("a port without a name in figures", () => {
  assert.equal(getNameInfo(InternetAddress.loopback(64999), { flags: [numericHost] }).service, "64999");
});

test("a Unix address: glibc gives the path as the service", { skip: muslDiffers("it has no names for them") }, () => {
  assert.equal(getNameInfo(new UnixAddress("/run/x"), numeric).service, "/run/x");
});

test("EAI_FAMILY for an address that has no names", () => {
  const address = new UnknownAddress(77, Uint8Array.of(77, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14));
  assert.throws(
    () => getNameInfo(address, numeric),
    (error: unknown) => {
      assert.ok(error instanceof AddressInfoCondition);
      assert.equal(error.code, "EAI_FAMILY");
      assert.equal(error.who, "getNameInfo");
      assert.equal(error.syscall, "getnameinfo");
      assert.ok(error.message.startsWith("getnameinfo EAI_FAMILY "));
      return true;
    },
  );
});

test("EAI_NONAME where a name and no name is asked for", () => {
  assert.throws(() => getNameInfo(InternetAddress.loopback(1), { flags: [nameRequired, numericHost] }), {
    name: "AddressInfoCondition",
    code: "EAI_NONAME",
  });
});

test("arguments are checked before any system call", () => {
  const wrong = (value: unknown): never => value as never;
  const address = InternetAddress.loopback(80);
  expectRefused(TypeError, "address", () => getNameInfo(wrong("127.0.0.1")));
  expectRefused(TypeError, "address", () => getNameInfo(wrong(undefined)));
  expectRefused(TypeError, "options has no member flag", () => getNameInfo(address, wrong({ flag: [] })));
  expectRefused(TypeError, "options.flags", () => getNameInfo(address, wrong({ flags: numericHost })));
  expectRefused(TypeError, "flags[0]", () => getNameInfo(address, wrong({ flags: [1] })));
  expectRefused(SocketCondition, "ENOTSUP", () =>
    getNameInfo(address, { flags: [new NameInfoOption("absent", undefined)] }),
  );
});
