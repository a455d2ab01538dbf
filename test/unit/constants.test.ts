import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { constants as nodeConstants } from "node:os";
import { test } from "node:test";
import { inspect } from "node:util";
import {
  AddressInfoOption,
  NameInfoOption,
  NetlinkGroup,
  ReceiveFromOption,
  SendToOption,
  ShutdownMethod,
  Socket,
  SocketConstant,
  SocketDomain,
  SocketOptionLevel,
  SocketProtocol,
  SocketType,
} from "berkeley-sockets";
import { SocketType as UnbundledType } from "../../src/bsd/socket-type.ts";
import { constantOf } from "../../src/core/constant.ts";
import { constantNames, constants } from "../../src/sys/constants.ts";
import { expectRefused } from "../support/expect.ts";
import { using } from "../support/kinds.ts";
import { withoutProgram } from "../support/probe.ts";
import { askPython } from "../support/python.ts";
import { onMusl } from "../support/runtime.ts";

/** Every class of constants, and what its members are in C. */
const classes = {
  SocketDomain: [
    SocketDomain,
    {
      unix: "AF_UNIX",
      local: "AF_UNIX",
      internet: "AF_INET",
      internet6: "AF_INET6",
      unspecified: "AF_UNSPEC",
      netlink: "AF_NETLINK",
      packet: "AF_PACKET",
      vsock: "AF_VSOCK",
      can: "AF_CAN",
      bluetooth: "AF_BLUETOOTH",
      alg: "AF_ALG",
      tipc: "AF_TIPC",
      xdp: "AF_XDP",
    },
  ],
  SocketType: [
    SocketType,
    {
      stream: "SOCK_STREAM",
      datagram: "SOCK_DGRAM",
      sequencePacket: "SOCK_SEQPACKET",
      raw: "SOCK_RAW",
      random: "SOCK_RDM",
    },
  ],
  SocketProtocol: [
    SocketProtocol,
    {
      auto: "IPPROTO_IP", // 0, whatever the domain
      tcp: "IPPROTO_TCP",
      udp: "IPPROTO_UDP",
      icmp: "IPPROTO_ICMP",
      icmp6: "IPPROTO_ICMPV6",
      udpLite: "IPPROTO_UDPLITE",
      sctp: "IPPROTO_SCTP",
      mptcp: "IPPROTO_MPTCP",
      raw: "IPPROTO_RAW",
    },
  ],
  ShutdownMethod: [ShutdownMethod, { read: "SHUT_RD", write: "SHUT_WR", readWrite: "SHUT_RDWR" }],
  SendToOption: [
    SendToOption,
    {
      dontRoute: "MSG_DONTROUTE",
      outOfBand: "MSG_OOB",
      dontWait: "MSG_DONTWAIT",
      noSignal: "MSG_NOSIGNAL",
      endOfRecord: "MSG_EOR",
      more: "MSG_MORE",
      confirm: "MSG_CONFIRM",
      fastOpen: "MSG_FASTOPEN",
      zeroCopy: "MSG_ZEROCOPY",
    },
  ],
  ReceiveFromOption: [
    ReceiveFromOption,
    {
      outOfBand: "MSG_OOB",
      peek: "MSG_PEEK",
      waitAll: "MSG_WAITALL",
      dontWait: "MSG_DONTWAIT",
      truncate: "MSG_TRUNC",
      errorQueue: "MSG_ERRQUEUE",
      closeOnExec: "MSG_CMSG_CLOEXEC",
    },
  ],
  AddressInfoOption: [
    AddressInfoOption,
    {
      canonicalName: "AI_CANONNAME",
      numericHost: "AI_NUMERICHOST",
      passive: "AI_PASSIVE",
      numericService: "AI_NUMERICSERV",
      v4Mapped: "AI_V4MAPPED",
      all: "AI_ALL",
      addressConfig: "AI_ADDRCONFIG",
    },
  ],
  NameInfoOption: [
    NameInfoOption,
    {
      numericHost: "NI_NUMERICHOST",
      numericService: "NI_NUMERICSERV",
      nameRequired: "NI_NAMEREQD",
      noFullName: "NI_NOFQDN",
      datagram: "NI_DGRAM",
    },
  ],
  NetlinkGroup: [
    NetlinkGroup,
    {
      link: "RTNLGRP_LINK",
      neighbour: "RTNLGRP_NEIGH",
      trafficControl: "RTNLGRP_TC",
      internetAddress: "RTNLGRP_IPV4_IFADDR",
      internetRoute: "RTNLGRP_IPV4_ROUTE",
      internetRule: "RTNLGRP_IPV4_RULE",
      internet6Address: "RTNLGRP_IPV6_IFADDR",
      internet6Route: "RTNLGRP_IPV6_ROUTE",
      internet6Rule: "RTNLGRP_IPV6_RULE",
    },
  ],
} as const;

const members = Object.entries(classes).flatMap(([className, [type, names]]) =>
  Object.entries<keyof typeof constants>(names).map(([member, cName]) => {
    const constant = (type as unknown as Record<string, SocketConstant>)[member];
    assert.ok(constant instanceof SocketConstant, `${className}.${member}`);
    return { className, member, cName, constant };
  }),
);

test("no member of a class of constants is missing above", () => {
  for (const [className, [type, names]] of Object.entries(classes)) {
    const all = Object.entries<unknown>({ ...(type as object) }).filter(([, value]) => value instanceof SocketConstant);
    assert.deepEqual(all.map(([member]) => member).sort(), Object.keys(names).sort(), className);
  }
});

for (const { className, member, cName, constant } of members) {
  test(`${className}.${member} is ${cName}`, () => {
    assert.equal(constant.value, constants[cName]);
    assert.equal(constant.available, constants[cName] !== undefined);
    assert.equal(constant.name, member === "local" ? "unix" : member);
  });
}

test("constants print by their names", () => {
  assert.equal(String(SocketType.stream), "stream");
  assert.equal(`${SocketDomain.internet6} ${SocketProtocol.udpLite}`, "internet6 udpLite");
  assert.equal(inspect(SocketType.stream), "SocketType.stream");
  assert.equal(inspect(ShutdownMethod.readWrite), "ShutdownMethod.readWrite");
  assert.equal(inspect(SocketDomain.local), "SocketDomain.unix");
  assert.equal(inspect([SocketType.raw]), "[ SocketType.raw ]");
});

test("a number that the kernel gives is the class's own constant", () => {
  for (const member of Object.values({ ...UnbundledType })) {
    if (member instanceof UnbundledType && member.value !== undefined) {
      assert.equal(constantOf(UnbundledType, member.value), member);
    }
  }
});

test("an unknown number is named by its digits, and one object", () => {
  const unknown = constantOf(UnbundledType, 4711);
  assert.ok(unknown instanceof SocketType, "of the class");
  assert.deepEqual([unknown.name, unknown.value, unknown.available], ["4711", 4711, true]);
  assert.equal(inspect(unknown), "SocketType.4711");
  assert.equal(constantOf(UnbundledType, 4711), unknown);
  assert.equal(constantOf(UnbundledType, -1).name, "-1");
});

test("an adopted socket's domain, type and protocol are the constants", () => {
  using([Socket.create(SocketDomain.internet, SocketType.stream, SocketProtocol.tcp)], (socket) => {
    const again = Socket.adopt(socket.detach());
    using([again], () => {
      assert.equal(again.domain, SocketDomain.internet);
      assert.equal(again.type, SocketType.stream);
      assert.equal(again.protocol, SocketProtocol.tcp);
    });
  });
});

test("constants of one's own", () => {
  for (const type of [
    SocketType,
    SocketProtocol,
    ShutdownMethod,
    SendToOption,
    ReceiveFromOption,
    AddressInfoOption,
    NameInfoOption,
    NetlinkGroup,
    SocketOptionLevel,
    SocketConstant,
  ]) {
    const mine = new type("mine", 12);
    assert.deepEqual([mine.name, mine.value, mine.available], ["mine", 12, true]);
    assert.ok(mine instanceof type && mine instanceof SocketConstant);
    assert.equal(String(mine), "mine");
    assert.equal(inspect(mine), `${type.name}.mine`);
    expectRefused(TypeError, "name must be a string", () => new type(1 as never, 1));
    for (const value of [null, "1", 1n]) expectRefused(TypeError, "value must be", () => new type("x", value as never));
    for (const value of [2 ** 31, -(2 ** 31) - 1, 0.5, Number.NaN]) {
      expectRefused(RangeError, "value must be", () => new type("x", value));
    }
  }
});

const listed = readFileSync(new URL("../../../native/constants.list", import.meta.url), "utf8")
  .split("\n")
  .map((line) => line.replace(/#.*/, "").trim())
  .filter((line) => /^[A-Z]/.test(line));

test("every listed name may come from C, and nothing else comes", () => {
  assert.deepEqual([...constantNames], listed);
  assert.ok(listed.length > 300);
  for (const [name, value] of Object.entries(constants)) {
    assert.ok(listed.includes(name), name);
    assert.ok(Number.isInteger(value), name);
  }
});

test("numbers agree with python3's socket module", { skip: withoutProgram("python3") }, (t) => {
  const theirs = askPython<Record<string, number>>(
    `
import json, socket, sys
names = sys.stdin.read().split()
print(json.dumps({name: int(getattr(socket, name)) for name in names if isinstance(getattr(socket, name, None), int)}))`,
    listed.join("\n"),
  );
  if (onMusl) delete theirs["SOMAXCONN"]; // its headers have another than glibc's, which are python3's
  const wrong = Object.entries(theirs).filter(([name, value]) => constants[name as keyof typeof constants] !== value);
  assert.deepEqual(wrong, []);
  assert.ok(Object.keys(theirs).length > 100);
  t.diagnostic(`${Object.keys(theirs).length} of ${listed.length} names compared`);
});

test("numbers agree with python3's errno and select modules", { skip: withoutProgram("python3") }, () => {
  const theirs = askPython<Record<string, number>>(
    `
import errno, json, select, sys
names = sys.stdin.read().split()
known = {name: getattr(module, name) for name in names for module in (errno, select) if hasattr(module, name)}
print(json.dumps(known))`,
    listed.join("\n"),
  );
  for (const [name, value] of Object.entries(theirs)) {
    assert.equal(constants[name as keyof typeof constants], value, name);
  }
  assert.ok(Object.keys(theirs).length > 60);
});

test("error numbers agree with node:os", () => {
  for (const [name, value] of Object.entries(nodeConstants.errno)) {
    if (listed.includes(name)) assert.equal(constants[name as keyof typeof constants], value, name);
  }
});
