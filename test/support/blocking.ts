/** What tests of blocking mode share. */
import assert from "node:assert/strict";
import { SendToOption, type Socket, type SocketAddress, WouldBlock } from "berkeley-sockets";
import { done } from "./expect.ts";
import { create, type Kind, listener, waitFor } from "./kinds.ts";

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

/** A Unix listener, or one of TCP, whose queue is full, with the client that fills it and one that found no room. */
export function fullListener(kind: Kind): [Socket, SocketAddress, Socket[]] {
  const [listening, address] = listener(kind, 0);
  const [first, second] = [create(kind), create(kind)];
  first.connect(address);
  // A queue of length 0 is full once one connection is in it.
  waitFor(listening);
  const result = second.connect(address);
  assert.ok(result instanceof WouldBlock);
  return [listening, address, [first, second]];
}
