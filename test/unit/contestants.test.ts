import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  AddressInfo,
  Internet6Address,
  InternetAddress,
  SocketDomain,
  SocketProtocol,
  SocketType,
} from "berkeley-sockets";
import { Contestants } from "../../src/async/contestants.ts";

function ipv6(...ports: number[]): AddressInfo[] {
  return ports.map(
    (port) =>
      new AddressInfo(SocketDomain.internet6, SocketType.stream, SocketProtocol.tcp, Internet6Address.loopback(port)),
  );
}

function ipv4(...ports: number[]): AddressInfo[] {
  return ports.map(
    (port) =>
      new AddressInfo(SocketDomain.internet, SocketType.stream, SocketProtocol.tcp, InternetAddress.loopback(port)),
  );
}

function order(contestants: Contestants): number[] {
  const ports: number[] = [];
  for (let info = contestants.take(); info !== undefined; info = contestants.take()) {
    ports.push((info.address as InternetAddress).port);
  }
  return ports;
}

function of(...lists: AddressInfo[][]): Contestants {
  const contestants = new Contestants();
  for (const list of lists) contestants.add(list);
  return contestants;
}

describe("the order of a race (RFC 8305, section 4)", () => {
  it("interleaves the families, IPv6 first, whichever came first", () => {
    assert.deepEqual(order(of(ipv6(61, 62), ipv4(41, 42))), [61, 41, 62, 42]);
    assert.deepEqual(order(of(ipv4(41, 42), ipv6(61, 62))), [61, 41, 62, 42]);
  });

  it("keeps each family's own order, and goes on with the one that is left", () => {
    assert.deepEqual(order(of(ipv6(61), ipv4(41, 42, 43))), [61, 41, 42, 43]);
    assert.deepEqual(order(of(ipv6(61, 62, 63), ipv4(41))), [61, 41, 62, 63]);
    assert.deepEqual(order(of(ipv4(41, 42))), [41, 42]);
    assert.deepEqual(order(of()), []);
  });

  it("lets those that come late take their turn", () => {
    const contestants = of(ipv4(41, 42, 43));
    assert.equal(contestants.take()?.address.toString(), "127.0.0.1:41");
    contestants.add(ipv6(61, 62));
    assert.deepEqual(order(contestants), [61, 42, 62, 43]);
    contestants.add(ipv6(63));
    assert.deepEqual(order(contestants), [63]);
  });
});
