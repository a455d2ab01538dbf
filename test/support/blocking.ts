/** What tests of blocking mode share. */
import assert from "node:assert/strict";
import { SendToOption, type Socket, type SocketAddress, WouldBlock } from "berkeley-sockets";
import { done } from "./expect.ts";
import { create, type Kind, listener } from "./kinds.ts";

export function text(data: Uint8Array | WouldBlock): string {
  return new TextDecoder().decode(done(data));
}

export function typeOf(kind: Kind): number {
  assert.ok(kind.type.value !== undefined);
  return kind.type.value;
}

/** Sends until nothing more goes; gives the number of bytes. */
export function fill(socket: Socket, size = 65536): number {
  const chunk = new Uint8Array(size);
  let total = 0;
  for (;;) {
    const sent = socket.send(chunk, SendToOption.dontWait);
    if (sent instanceof WouldBlock) return total;
    total += sent;
  }
}

/** A Unix listener, or one of TCP, whose queue is full, with the clients that fill it. */
export function fullListener(kind: Kind): [Socket, SocketAddress, Socket[]] {
  const [listening, address] = listener(kind, 0);
  const clients: Socket[] = [];
  for (;;) {
    const client = create(kind);
    clients.push(client);
    const result = client.connect(address);
    if (result === true) continue;
    if (result.code === "EAGAIN" || client.peerAddress === undefined) return [listening, address, clients];
  }
}
