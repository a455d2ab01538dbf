import { boolean, timeout as checkTimeout, instance, wrongType } from "../core/check.ts";
import { SocketCondition } from "../core/condition.ts";
import { EBADF } from "../core/errno.ts";
import { readUnsigned, sizeOf, systemLayout } from "../core/struct.ts";
import { constants, required } from "../sys/constants.ts";
import { Socket } from "./socket.ts";
import { pollUntil, READABLE, WRITABLE, writePollEntry } from "./wait.ts";

/**
 * A socket to wait for, and what for. With none of the three it is watched for errors alone. An entry may have
 * members of your own, which come back with it.
 */
export interface PollEntry {
  readonly socket: Socket;
  readonly read?: boolean | undefined;
  readonly write?: boolean | undefined;
  /** Urgent data. */
  readonly priority?: boolean | undefined;
}

/** What an entry is ready for. */
export interface PollResult<Entry extends PollEntry = PollEntry> {
  /** The entry itself. */
  readonly entry: Entry;
  readonly readable: boolean;
  readonly writable: boolean;
  readonly priority: boolean;
  /** The peer has closed, or the socket is not connected. */
  readonly hangUp: boolean;
  /** An error is pending: see {@link Socket.takeError}. */
  readonly error: boolean;
}

const ENTRY = sizeOf(systemLayout, "pollfd");
const PRIORITY = required("POLLPRI");
const HANG_UP = required("POLLHUP") | (constants.POLLRDHUP ?? 0);
const ERROR = required("POLLERR") | required("POLLNVAL");

/**
 * Waits until at least one of the sockets is ready, and gives those that are, in the order given; an
 * empty list when `timeout` milliseconds have passed. Without a timeout it waits as long as it takes, with
 * 0 it only looks. See poll(2).
 *
 * *Blocking*: this thread, with its event loop.
 *
 * @example
 * for (const { entry, readable } of pollSockets([{ socket, read: true }], 1000)) {
 *   if (readable) console.log(entry.socket.receive(1024));
 * }
 */
export function pollSockets<Entry extends PollEntry>(entries: readonly Entry[], timeout?: number): PollResult<Entry>[] {
  if (!Array.isArray(entries)) throw wrongType("entries", "an array", entries);
  const deadline = performance.now() + (checkTimeout("timeout", timeout) ?? Number.POSITIVE_INFINITY);
  const all = entries as readonly Entry[];
  const wanted = all.map((entry, index) => {
    const name = `entries[${index}]`;
    if (typeof entry !== "object" || entry === null) throw wrongType(name, "an object", entry);
    const { socket, read = false, write = false, priority = false } = entry;
    instance(`${name}.socket`, socket, Socket);
    const events =
      (boolean(`${name}.read`, read) ? READABLE | (constants.POLLRDHUP ?? 0) : 0) |
      (boolean(`${name}.write`, write) ? WRITABLE : 0) |
      (boolean(`${name}.priority`, priority) ? PRIORITY : 0);
    return { socket, events };
  });
  const bytes = new Uint8Array(ENTRY * all.length);
  // Descriptors last: reading the entries may have run the caller's code.
  for (const [index, { socket, events }] of wanted.entries()) {
    if (socket.closed) throw new SocketCondition("pollSockets", "poll", EBADF, { subject: `entries[${index}]` });
    writePollEntry(bytes.subarray(index * ENTRY), socket.fd, events);
  }
  if (pollUntil("pollSockets", bytes, deadline) === 0) return [];
  const ready: PollResult<Entry>[] = [];
  for (const [index, entry] of all.entries()) {
    const events = readUnsigned(systemLayout, bytes.subarray(index * ENTRY), "pollfd.revents");
    if (events === 0) continue;
    ready.push({
      entry,
      readable: (events & READABLE) !== 0,
      writable: (events & WRITABLE) !== 0,
      priority: (events & PRIORITY) !== 0,
      hangUp: (events & HANG_UP) !== 0,
      error: (events & ERROR) !== 0,
    });
  }
  return ready;
}
