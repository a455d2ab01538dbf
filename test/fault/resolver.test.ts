import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { AddressInfoCondition, getAddressInfo, getNameInfo, InternetAddress, SocketCondition } from "berkeley-sockets";
import { withFaults } from "berkeley-sockets/testing";
import { onMusl } from "../support/runtime.ts";

/** Faults of the resolver: every EAI number as an AddressInfoCondition. */

// getaddrinfo(3) and getnameinfo(3), with the numbers of glibc's <netdb.h>. EAI_SYSTEM is its errno: see errors.test.ts.
const numbers: Readonly<Record<string, number>> = {
  EAI_BADFLAGS: -1,
  EAI_NONAME: -2,
  EAI_AGAIN: -3,
  EAI_FAIL: -4,
  EAI_NODATA: -5,
  EAI_FAMILY: -6,
  EAI_SOCKTYPE: -7,
  EAI_SERVICE: -8,
  EAI_ADDRFAMILY: -9,
  EAI_MEMORY: -10,
  EAI_OVERFLOW: -12,
};

/** For these libc has no words. */
const wordless = onMusl ? ["EAI_NODATA", "EAI_ADDRFAMILY"] : ["EAI_OVERFLOW"];

const calls = [
  { syscall: "getaddrinfo", who: "getAddressInfo", subject: "localhost", call: () => getAddressInfo("localhost", 80) },
  { syscall: "getaddrinfo", who: "getAddressInfo", subject: "service 80", call: () => getAddressInfo(null, 80) },
  {
    syscall: "getnameinfo",
    who: "getNameInfo",
    subject: "127.0.0.1:80",
    call: () => getNameInfo(InternetAddress.loopback(80)),
  },
] as const;

for (const { syscall, who, subject, call } of calls) {
  for (const [name, type] of Object.entries(numbers)) {
    test(`${who} of ${subject}: ${name}`, () => {
      assert.throws(
        () => withFaults<unknown>([{ syscall, errno: name }], call),
        (error) => {
          assert.ok(error instanceof AddressInfoCondition && error instanceof SocketCondition);
          assert.equal(error.name, "AddressInfoCondition");
          assert.equal(error.code, name);
          assert.equal(error.who, who);
          assert.equal(error.syscall, syscall);
          assert.equal(error.type, type);
          assert.ok(error.errno < 0);
          assert.ok(error.text.length > 3);
          assert.equal(/^Unknown/.test(error.text), wordless.includes(name));
          assert.equal(error.message, `${syscall} ${name} ${subject}`);
          return true;
        },
      );
      call(); // and the next is well
    });
  }
}

test("every name has its own words", () => {
  const names = Object.keys(numbers).filter((name) => !wordless.includes(name));
  const texts = names.map((name) => {
    try {
      withFaults([{ syscall: "getaddrinfo", errno: name }], () => getAddressInfo("localhost", 80));
    } catch (error) {
      return (error as SocketCondition).text;
    }
    return assert.fail();
  });
  assert.equal(new Set(texts).size, texts.length);
});

test("a number without a name", () => {
  const condition = new AddressInfoCondition("getAddressInfo", "getaddrinfo", -77);
  assert.equal(condition.code, "EAI_-77");
  assert.equal(condition.errno, -77);
});
