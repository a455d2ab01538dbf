/** The small pure parts of the everyday room: deadlines, destinations, conditions; and peers' addresses as text. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  AddressInfo,
  AddressInfoOption,
  errnoText,
  InternetAddress,
  SocketCondition,
  SocketDomain,
  SocketProtocol,
  SocketType,
} from "berkeley-sockets";
import {
  AcceptCondition,
  ConnectCondition,
  EndOfStreamCondition,
  ipv4AddressToString,
  ipv6AddressToString,
  ListenCondition,
  TimeoutCondition,
} from "berkeley-sockets/simple";
import { SocketCondition as OurCondition } from "../../src/core/condition.ts";
import * as internal from "../../src/everyday/conditions.ts";
import { Deadline } from "../../src/everyday/deadline.ts";
import { candidates, destinationOf } from "../../src/everyday/destination.ts";
import { constants } from "../../src/sys/constants.ts";
import { expectRefused } from "../support/expect.ts";

const ECONNREFUSED = constants.ECONNREFUSED as number;

describe("Deadline", () => {
  it("absent and infinite timeouts never pass", () => {
    for (const timeout of [undefined, Number.POSITIVE_INFINITY]) {
      const deadline = new Deadline(timeout);
      assert.deepEqual([deadline.passed, deadline.overdue, deadline.left], [false, false, Number.POSITIVE_INFINITY]);
    }
  });

  it("0 has passed at once, and what is ready is still taken for a moment", () => {
    const deadline = new Deadline(0);
    assert.deepEqual([deadline.passed, deadline.left], [true, 0]);
    while (!deadline.overdue);
    assert.ok(performance.now() >= deadline.at + 50);
  });

  it("a minute is a minute", () => {
    const deadline = new Deadline(60_000);
    assert.equal(deadline.passed, false);
    assert.ok(deadline.left > 0 && deadline.left <= 60_000);
  });

  it("refuses what is no time", () => {
    for (const timeout of [-1, -0.001, Number.NaN, Number.NEGATIVE_INFINITY]) {
      expectRefused(RangeError, "timeout", () => new Deadline(timeout));
    }
    for (const timeout of ["1", null, 1n]) expectRefused(TypeError, "timeout", () => new Deadline(timeout as never));
  });
});

describe("destinationOf", () => {
  it("a port greater than 0 wins over the service", () => {
    assert.equal(destinationOf("localhost", "http", 81, undefined).service, 81);
    assert.equal(destinationOf("localhost", "no such service", 81, undefined).service, 81);
    assert.equal(destinationOf("localhost", "http", 0, undefined).service, "http");
    assert.equal(destinationOf("localhost", null, 81, undefined).service, 81);
  });

  it("an address in figures is told to the resolver", () => {
    const { numericHost } = AddressInfoOption;
    for (const figures of ["127.0.0.1", "::1", "fe80::1%eth0", "::ffff:1.2.3.4"]) {
      assert.deepEqual(String(destinationOf(figures, null, 1, undefined).hints.flags), String(numericHost));
    }
    for (const name of ["localhost", "127.0.0.1.example", "127.1", "::g", "%eth0"]) {
      assert.deepEqual(destinationOf(name, null, 1, undefined).hints.flags, []);
    }
  });

  it("is for streams of one domain, or of any", () => {
    assert.equal(destinationOf("a", null, 1, SocketDomain.internet6).hints.domain, SocketDomain.internet6);
    assert.equal(destinationOf("a", null, 1, undefined).hints.domain, undefined);
    assert.equal(String(destinationOf("a", null, 1, undefined).hints.type), String(SocketType.stream));
  });

  it("refuses what names no destination", () => {
    const given =
      (...args: unknown[]) =>
      () =>
        destinationOf(...(args as Parameters<typeof destinationOf>));
    expectRefused(RangeError, "address", given("", null, 1));
    expectRefused(RangeError, "address", given("a\0b", null, 1));
    expectRefused(TypeError, "address", given(undefined, null, 1));
    for (const port of [-1, 65536, 1.5, Number.NaN]) expectRefused(RangeError, "port", given("a", null, port));
    expectRefused(TypeError, "port", given("a", null, "80"));
    for (const service of [null, "", "0", "00"]) expectRefused(RangeError, "port", given("a", service, 0));
    expectRefused(TypeError, "service", given("a", 80, 0));
    expectRefused(TypeError, "service", given("a", undefined, 80));
    expectRefused(RangeError, "service", given("a", "a\0", 0));
  });
});

it("candidates: each address once, in the resolver's order", () => {
  const info = (text: string, port: number) =>
    new AddressInfo(SocketDomain.internet, SocketType.stream, SocketProtocol.tcp, InternetAddress.from(text, port));
  const list = [info("10.0.0.2", 1), info("10.0.0.1", 1), info("10.0.0.2", 1), info("10.0.0.2", 2)];
  assert.deepEqual(candidates(list).map(String), [list[0], list[1], list[3]].map(String));
});

describe("conditions", () => {
  // Of the copy that the internal functions belong to.
  const refused = new OurCondition("connect", "connect", ECONNREFUSED, { address: "10.0.0.1", port: 80, local: "l" });
  const unreachable = new SocketCondition("connect", "connect", 113, { address: "10.0.0.2", port: 80 });

  it("ConnectCondition reads as the last of its errors", () => {
    const condition = internal.ConnectCondition.ofErrors("connectToHost", [unreachable, refused]);
    assert.equal(condition.message, "connect ECONNREFUSED 10.0.0.1:80");
    assert.deepEqual(condition.errors, [unreachable, refused]);
    assert.ok(Object.isFrozen(condition.errors));
    const { who, syscall, type, code, address, port, local, cause, name } = condition;
    assert.deepEqual(
      [who, syscall, type, code, address, port, local, cause, name],
      ["connectToHost", "connect", ECONNREFUSED, "ECONNREFUSED", "10.0.0.1", 80, "l", refused, "ConnectCondition"],
    );
  });

  it("each is of its own class, also seen from another copy of the package", () => {
    const classes = [ConnectCondition, ListenCondition, AcceptCondition, TimeoutCondition, EndOfStreamCondition];
    const made = [
      internal.ConnectCondition.ofErrors("w", [refused]),
      internal.ListenCondition.of("w", refused),
      internal.AcceptCondition.of("w", refused),
      new internal.TimeoutCondition("w", "connect"),
      new internal.EndOfStreamCondition("w", "recv", new Uint8Array(3)),
    ];
    for (const [index, condition] of made.entries()) {
      assert.ok(condition instanceof SocketCondition);
      assert.deepEqual(
        classes.map((type) => condition instanceof type),
        classes.map((_, other) => other === index),
      );
      assert.equal(condition.name, classes[index]?.name);
      assert.ok(condition.stack?.startsWith(`${condition.name}: `));
    }
  });

  it("a deadline's ETIMEDOUT is a TimeoutCondition, the kernel's is none", () => {
    const timeout = new TimeoutCondition("readLine", "recv");
    assert.equal(timeout.code, "ETIMEDOUT");
    assert.equal(timeout.text, errnoText(timeout.type));
    const kernel = new SocketCondition("readLine", "recv", timeout.type);
    assert.equal(kernel.code, timeout.code);
    assert.equal(kernel instanceof TimeoutCondition, false);
  });

  it("renamed gives plain conditions the procedure's name and leaves others alone", () => {
    const condition = internal.renamed("sendAll", refused);
    assert.ok(condition instanceof SocketCondition);
    assert.deepEqual([condition.who, condition.message, condition.local], ["sendAll", refused.message, "l"]);
    for (const other of [new TimeoutCondition("a", "b"), new TypeError("t"), 7]) {
      assert.equal(internal.renamed("sendAll", other), other);
    }
  });
});

describe("addresses as text", () => {
  it("IPv4 as decimal octets", () => {
    assert.equal(ipv4AddressToString(Uint8Array.of(127, 0, 0, 1)), "127.0.0.1");
    assert.equal(ipv4AddressToString(Buffer.from([255, 255, 255, 255])), "255.255.255.255");
  });

  it("IPv6 in full, upper case", () => {
    const bytes = new Uint8Array(16);
    assert.equal(ipv6AddressToString(bytes), "0000:0000:0000:0000:0000:0000:0000:0000");
    bytes.set([0xfe, 0x80], 0);
    bytes.set([0xab, 0xcd], 14);
    assert.equal(ipv6AddressToString(bytes), "FE80:0000:0000:0000:0000:0000:0000:ABCD");
    const inside = new Uint8Array(20);
    inside.set(bytes, 2);
    assert.equal(ipv6AddressToString(inside.subarray(2, 18)), "FE80:0000:0000:0000:0000:0000:0000:ABCD");
  });

  it("refuses other sizes and other things", () => {
    for (const size of [0, 3, 5, 16])
      expectRefused(RangeError, "bytes", () => ipv4AddressToString(new Uint8Array(size)));
    for (const size of [0, 4, 15, 17]) {
      expectRefused(RangeError, "bytes", () => ipv6AddressToString(new Uint8Array(size)));
    }
    for (const wrong of ["127.0.0.1", undefined, new Uint16Array(4), [1, 2, 3, 4]]) {
      expectRefused(TypeError, "bytes", () => ipv4AddressToString(wrong as never));
    }
    const gone = new Uint8Array(4);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    expectRefused(TypeError, "bytes", () => ipv4AddressToString(gone));
  });
});
