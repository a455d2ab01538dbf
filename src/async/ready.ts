/** Waiting for readiness itself, and closing. */
import { pollSockets } from "../bsd/poll-sockets.ts";
import { beginClose, type Socket } from "../bsd/socket.ts";
import { SocketCondition } from "../core/condition.ts";
import type { Steps } from "../everyday/steps.ts";
import { endJob } from "../sys/system.ts";
import { drive } from "./drive.ts";
import { checkSocket } from "./operate.ts";
import { type AsyncOptions, checked } from "./options.ts";

function* becoming(socket: Socket, event: "read" | "write"): Steps<void> {
  const entry = event === "read" ? { socket, read: true } : { socket, write: true };
  // The edge may have been seen by an earlier operation: what counts is how it is now.
  while (pollSockets([entry], 0).length === 0) yield { socket, event };
}

/** Waits until a receive or accept would not block. */
export async function readable(socket: Socket, options: AsyncOptions = {}): Promise<void> {
  checked(options);
  return drive("readable", "poll", becoming(checkSocket(socket), "read"), options);
}

/** Waits until a send would not block, or a connect under way has ended: `takeError()` tells how. */
export async function writable(socket: Socket, options: AsyncOptions = {}): Promise<void> {
  checked(options);
  return drive("writable", "poll", becoming(checkSocket(socket), "write"), options);
}

function* closing(job: number): Steps<void> {
  yield { lookup: { fd: job } };
  const result = endJob(job);
  if (result < 0) throw new SocketCondition("close", "close", -result);
}

/**
 * Closes a socket without ever blocking the thread: one that lingers is closed on a thread, and the
 * promise resolves when that is done. Its descriptor is gone from the program at once.
 */
export async function close(socket: Socket, options: AsyncOptions = {}): Promise<void> {
  checked(options);
  const job = beginClose(checkSocket(socket));
  if (job >= 0) await drive("close", "close", closing(job), options);
}
