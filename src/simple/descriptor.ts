/** Procedures on plain descriptors: each says whether it succeeded, and {@link getErrno} why not. */

import { closeLingering, closeNow, lingers } from "../bsd/ownership.ts";
import { ShutdownMethod } from "../bsd/shutdown-method.ts";
import { Socket } from "../bsd/socket.ts";
import { descriptor, string, wrongValue } from "../core/check.ts";
import { SocketCondition } from "../core/condition.ts";
import { EBADF } from "../core/errno.ts";
import { required } from "../sys/constants.ts";
import { owned } from "../sys/descriptors.ts";
import { system } from "../sys/system.ts";
import { rememberErrno } from "./errno.ts";

function succeeded(result: number): boolean {
  if (result < 0) rememberErrno(-result);
  return result >= 0;
}

/** The number of a socket or a number; -EBADF for a closed socket. */
function numberOf(fd: Socket | number): number {
  if (fd instanceof Socket) return fd.closed ? -EBADF : fd.fd;
  return descriptor("fd", fd);
}

/** Makes the open file description non-blocking, for all who share it. The mode of a `Socket` object stays. */
export function setFdNonBlocking(fd: Socket | number): boolean {
  const number = numberOf(fd);
  return succeeded(number < 0 ? number : system.setNonblocking(number, true));
}

/** Makes the open file description blocking, for all who share it. Methods of `Socket` still wait in slices only. */
export function setFdBlocking(fd: Socket | number): boolean {
  const number = numberOf(fd);
  return succeeded(number < 0 ? number : system.setNonblocking(number, false));
}

/**
 * Ignores SIGPIPE in this process. Nothing in this library needs it, since every send forbids the signal;
 * Node, Bun and Deno ignore it themselves.
 */
export function setIgnoreSigpipe(): boolean {
  return succeeded(system.ignoreSigpipe());
}

const methods: Readonly<Record<string, ShutdownMethod>> = {
  rd: ShutdownMethod.read,
  wr: ShutdownMethod.write,
  rdwr: ShutdownMethod.readWrite,
};

/** Ends one or both halves of a connection. */
export function shutdown(fd: Socket | number, how: "rd" | "wr" | "rdwr"): boolean {
  const method = Object.hasOwn(methods, string("how", how)) ? methods[how] : undefined;
  if (method === undefined) throw wrongValue("how", "'rd', 'wr' or 'rdwr'", how);
  const number = numberOf(fd);
  return succeeded(number < 0 ? number : system.shutdown(number, method.value as number));
}

/**
 * Closes a descriptor, or a socket. The number of a descriptor that a live socket owns is refused with
 * EBUSY: close the socket.
 */
export function closeFd(fd: Socket | number): boolean {
  if (fd instanceof Socket) {
    if (fd.closed) return succeeded(-EBADF);
    try {
      fd.close();
      return true;
    } catch (error) {
      if (!(error instanceof SocketCondition)) throw error;
      return succeeded(-error.type);
    }
  }
  const number = descriptor("fd", fd);
  if (owned(number)) return succeeded(-required("EBUSY"));
  return succeeded(lingers(number) ? closeLingering(number) : closeNow(number));
}
