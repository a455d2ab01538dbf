/** What tests of messages share. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import type {
  ControlMessage,
  ReceivedControlMessage,
  ReceivedDescriptor,
  ReceivedMessage,
  Socket,
} from "berkeley-sockets";
import { done } from "./expect.ts";
import { waitFor } from "./kinds.ts";

/** The descriptors that this process has open; not the one that reads the folder. */
export function openCount(): number {
  return readdirSync("/proc/self/fd").length - 1;
}

/** The body leaves as many descriptors open as it found. */
export function leavesNoneOpen<T>(body: () => T): T {
  const before = openCount();
  const result = body();
  if (result instanceof Promise) {
    return result.finally(() => assert.equal(openCount(), before, "descriptors left open")) as T;
  }
  assert.equal(openCount(), before, "descriptors left open");
  return result;
}

type Kind = ReceivedControlMessage["kind"];
type OfKind<Name extends Kind> = Extract<ReceivedControlMessage, { readonly kind: Name }>;

/** The one control message of a kind. */
export function controlOf<Name extends Kind>(message: ReceivedMessage<unknown>, kind: Name): OfKind<Name> {
  const found = message.control.filter((each) => each.kind === kind);
  assert.equal(
    found.length,
    1,
    `${found.length} of ${kind} in ${JSON.stringify(message.control.map((each) => each.kind))}`,
  );
  return found[0] as OfKind<Name>;
}

/** The descriptors that came with a message. */
export function descriptorsOf(message: ReceivedMessage<unknown>): readonly ReceivedDescriptor[] {
  return message.control.flatMap((each) => (each.kind === "rights" ? each.descriptors : []));
}

/** Waits for a message and receives it. */
export function receive(socket: Socket, size = 65536): ReceivedMessage {
  waitFor(socket);
  return done(socket.receiveMessage({ size }));
}

/** Sends a byte with control messages to the peer, or to an address. */
export function sendByte(socket: Socket, control: readonly ControlMessage[], address?: Socket["localAddress"]): void {
  assert.equal(socket.sendMessage({ data: Uint8Array.of(33), control, address }), 1);
}

export const kindsIn = (message: ReceivedMessage<unknown>): string[] => message.control.map(({ kind }) => kind).sort();
