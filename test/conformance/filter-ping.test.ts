/** A filter on an unprivileged ICMP socket, icmp(7), in a namespace where everybody may have one. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { it } from "node:test";
import { InternetAddress, Socket, SocketDomain, SocketProtocol, SocketType } from "berkeley-sockets";
import { FilterProgram, SO_ATTACH_FILTER } from "berkeley-sockets/options";
import { done, expectWouldBlock } from "../support/expect.ts";
import { inNamespace } from "../support/in-namespace.ts";
import { waitFor } from "../support/kinds.ts";

inNamespace(import.meta.url, "ping", () => {
  it("the packet begins with the header of ICMP", () => {
    writeFileSync("/proc/sys/net/ipv4/ping_group_range", "0 0");
    using socket = Socket.create(SocketDomain.internet, SocketType.datagram, SocketProtocol.icmp);
    const echo = Uint8Array.of(8, 0, 0, 0, 0, 0, 0, 1, 112, 105, 110, 103); // request, sequence 1, "ping"
    const ask = (): unknown => socket.sendTo(echo, InternetAddress.loopback(0));
    // A reply (0) whose data, behind 8 bytes, begins with "p".
    const reply = "ldb [0]\n jne #0, no\n ldb [8]\n jeq #0x70, yes\n no: ret #0\n yes: ret #10";
    socket.setOption(SO_ATTACH_FILTER, FilterProgram.assemble(reply));
    ask();
    waitFor(socket);
    assert.deepEqual([...done(socket.receive(100))].slice(8), [112, 105]);
    socket.setOption(SO_ATTACH_FILTER, FilterProgram.assemble("ldb [0]\n jeq #0, no\n ret #-1\n no: ret #0"));
    ask();
    expectWouldBlock(socket.receive(100));
  });
});
