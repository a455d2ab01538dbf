/** Waiting for readiness itself, and closing. */
import { beginClose, type Socket } from "../bsd/socket.ts";
import { READABLE, WRITABLE, waitUntil } from "../bsd/wait.ts";
import { SocketCondition } from "../core/condition.ts";
import { EBADF } from "../core/errno.ts";
import type { Steps } from "../everyday/steps.ts";
import { pollerOf } from "../poller/event-loop.ts";
import { endJob } from "../sys/system.ts";
import { drive } from "./drive.ts";
import { checkSocket } from "./operate.ts";
import { type AsyncOptions, checked } from "./options.ts";

function* becoming(who: string, socket: Socket, event: "read" | "write"): Steps<void> {
  const events = event === "read" ? READABLE : WRITABLE;
  for (;;) {
    if (socket.closed) throw new SocketCondition(who, "poll", EBADF);
    // The edge may have been seen by an earlier operation: what counts is how it is now.
    if (waitUntil(who, socket.fd, events, 0)) return;
    yield { socket, event };
  }
}

/** Waits until a receive or accept would not block. */
export async function readable(socket: Socket, options: AsyncOptions = {}): Promise<void> {
  checked(options);
  return drive("readable", "poll", becoming("readable", checkSocket(socket), "read"), options);
}

/** Waits until a send would not block, or a connect under way has ended: `takeError()` tells how. */
export async function writable(socket: Socket, options: AsyncOptions = {}): Promise<void> {
  checked(options);
  return drive("writable", "poll", becoming("writable", checkSocket(socket), "write"), options);
}

function* closing(job: number): Steps<void> {
  let result = 0;
  try {
    yield { lookup: { fd: job } };
  } finally {
    // Also when nobody waits for it any more: it is closed all the same.
    result = endJob(job);
  }
  if (result < 0) throw new SocketCondition("close", "close", -result);
}

/**
 * Closes a socket without ever blocking the thread: one that lingers is closed on a thread, and the
 * promise resolves when that is done. Its descriptor is gone from the program at once.
 */
export async function close(socket: Socket, options: AsyncOptions = {}): Promise<void> {
  checked(options);
  checkSocket(socket);
  options.signal?.throwIfAborted();
  pollerOf(options.loop, "close");
  const job = beginClose(socket);
  if (job >= 0) await drive("close", "close", closing(job), options);
}
