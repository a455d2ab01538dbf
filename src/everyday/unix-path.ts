/**
 * What becomes of a Unix listener's file: a stale one, which nobody listens on any more, makes way for a
 * new listener; a listener's own goes when it is closed.
 */
import type { Stats } from "node:fs";
import { SocketDomain } from "../address/domain.ts";
import { UnixAddress } from "../address/unix.ts";
import { Socket } from "../bsd/socket.ts";
import { SocketProtocol } from "../bsd/socket-protocol.ts";
import { SocketType } from "../bsd/socket-type.ts";
import { SocketCondition } from "../core/condition.ts";
import { fs } from "../sys/builtin.ts";

function fileAt(path: string): Stats | undefined {
  return fs().lstatSync(path, { throwIfNoEntry: false });
}

function sameFile(a: Stats | undefined, b: Stats | undefined): boolean {
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

/** Whether connecting is refused, which only a socket that nobody listens on does. */
function refuses(address: UnixAddress): boolean {
  const probe = Socket.create(SocketDomain.unix, SocketType.stream);
  try {
    probe.connect(address); // connected, or its queue is full: somebody is there
    return false;
  } catch (error) {
    return error instanceof SocketCondition && error.code === "ECONNREFUSED";
  } finally {
    probe.close();
  }
}

/** Removes the socket at a path if nobody listens on it; `false` leaves everything as it was. */
export function removeStale(path: string): boolean {
  const before = fileAt(path);
  if (before === undefined) return true;
  if (!before.isSocket() || !refuses(new UnixAddress(path))) return false;
  // Somebody may have put another in its place since.
  if (!sameFile(before, fileAt(path))) return false;
  fs().unlinkSync(path);
  return true;
}

/** A listener that takes its file with it when it is closed, if the file is still its own. */
export class UnixListener extends Socket {
  readonly #path: string;
  readonly #file: Stats | undefined;

  constructor(fd: number, path: string) {
    super(fd, SocketDomain.unix, SocketType.stream, SocketProtocol.auto);
    this.#path = path;
    this.#file = fileAt(path);
  }

  override close(): void {
    if (!this.closed && sameFile(this.#file, fileAt(this.#path))) {
      try {
        fs().unlinkSync(this.#path);
      } catch {
        // Removed by another at this moment, or no longer ours to remove: the socket is closed all the same.
      }
    }
    super.close();
  }
}
