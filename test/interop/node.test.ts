import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect, createServer, type AddressInfo as NodeAddress, type Socket as NodeSocket } from "node:net";
import { describe, it } from "node:test";
import { InternetAddress, Socket, SocketDomain, SocketType, UnixAddress } from "berkeley-sockets";
import { bytes, receiveText, temporaryPath, using } from "../support/kinds.ts";

describe("node:net", () => {
  it("serves our client", async () => {
    const server = createServer((peer) => peer.on("data", (data) => peer.end(data))).listen(0, "127.0.0.1");
    await once(server, "listening");
    const client = Socket.create(SocketDomain.internet, SocketType.stream);
    client.connect(InternetAddress.loopback((server.address() as NodeAddress).port));
    const [peer] = (await once(server, "connection")) as [NodeSocket];
    assert.equal(client.takeError(), undefined);
    client.send(bytes("ping"));
    await once(peer, "finish");
    assert.equal(receiveText(client), "ping");
    client.close();
    server.close();
  });

  it("is served by us, over TCP and over a Unix socket", async () => {
    const path = temporaryPath();
    for (const [domain, address] of [
      [SocketDomain.internet, InternetAddress.loopback(0)],
      [SocketDomain.unix, new UnixAddress(path)],
    ] as const) {
      const listener = Socket.create(domain, SocketType.stream);
      listener.bind(address);
      listener.listen();
      const at = listener.localAddress;
      const client = at instanceof InternetAddress ? connect(at.port, "127.0.0.1") : connect(path);
      await once(client, "connect");
      const [server] = listener.accept();
      assert.ok(server !== undefined);
      client.write("hello");
      assert.equal(receiveText(server), "hello");
      server.send(bytes("goodbye"));
      const [data] = (await once(client, "data")) as [Buffer];
      assert.equal(data.toString(), "goodbye");
      using([listener, server], () => {});
      client.resume();
      await once(client, "close");
    }
  });
});

describe("node:dgram", () => {
  it("exchanges datagrams with us, both ways", async () => {
    const theirs = createSocket("udp4").bind(0, "127.0.0.1");
    await once(theirs, "listening");
    const ours = Socket.create(SocketDomain.internet, SocketType.datagram);
    ours.bind(InternetAddress.loopback(0));
    const { port } = ours.localAddress as InternetAddress;
    const message = once(theirs, "message");
    ours.sendTo(bytes("to node"), InternetAddress.loopback(theirs.address().port));
    const [data, sender] = (await message) as [Buffer, { port: number }];
    assert.equal(data.toString(), "to node");
    assert.equal(sender.port, port);
    await new Promise((resolve) => theirs.send("to us", port, "127.0.0.1", resolve));
    assert.equal(receiveText(ours), "to us");
    ours.close();
    theirs.close();
    await once(theirs, "close");
  });
});
