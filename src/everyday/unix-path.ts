/**
 * What becomes of a Unix listener's file: a stale one, which nobody listens on any more, makes way for a
 * new listener; a listener's own goes when it is closed.
 */
import type { Stats } from "node:fs";
import { SocketDomain } from "../address/domain.ts";
import { UnixAddress } from "../address/unix.ts";
import { beforeClose, Socket } from "../bsd/socket.ts";
import { SocketType } from "../bsd/socket-type.ts";
import { pollUntil } from "../bsd/wait.ts";
import { SocketCondition } from "../core/condition.ts";
import { fs } from "../sys/builtin.ts";

/** What lies at a path, itself and not what it points to; `undefined` for nothing that can be seen. */
export function fileAt(path: string): Stats | undefined {
  try {
    return fs().lstatSync(path);
  } catch {
    return undefined;
  }
}

/** What tells a file from all others that are there at the same time. */
export type FileIdentity = Pick<Stats, "dev" | "ino">;

export function sameFile(a: FileIdentity | undefined, b: FileIdentity | undefined): boolean {
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

/** Removes a file; that it is gone, or not ours to remove, is nothing that a caller could do better. */
function remove(path: string): void {
  try {
    fs().unlinkSync(path);
  } catch {
    // Who needs the path to be free finds out by binding it.
  }
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

function pause(milliseconds: number): void {
  pollUntil("listenOnUnixSocket", new Uint8Array(0), performance.now() + milliseconds);
}

/** Between a listener's bind(2) and listen(2) it refuses as a stale socket does; it gets this long. */
const STARTING = 5;

/** Removes the socket at a path if nobody listens on it; otherwise everything stays as it was. */
export function removeStale(path: string): void {
  const address = new UnixAddress(path);
  const before = fileAt(path);
  if (before?.isSocket() !== true || !refuses(address)) return;
  pause(STARTING);
  if (!refuses(address)) return;
  // Somebody may have put another in its place, which may even have the same inode's number.
  const now = fileAt(path);
  if (sameFile(before, now) && before.ctimeMs === now?.ctimeMs) remove(path);
}

/** How long to wait for others: a lock that is held longer is held by somebody who means ill. */
const PATIENCE = 200;

/** A number for a path: two that share one only wait for each other. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}

/**
 * Runs an action while no other process removes a stale socket at the same path: two that found it stale
 * would otherwise remove it, and one of them the other's new one. The lock is an abstract name, which goes
 * with its owner; where there are none, or somebody keeps it, the action runs without.
 */
export function alone<T>(path: string, action: () => T): T {
  const folder = fileAt(path.slice(0, path.lastIndexOf("/")) || "/");
  const name = `berkeley-sockets/${folder?.dev}/${folder?.ino}/${hash(path.slice(path.lastIndexOf("/") + 1))}`;
  const deadline = performance.now() + PATIENCE;
  const lock = Socket.create(SocketDomain.unix, SocketType.datagram);
  try {
    while (!binds(lock, name) && performance.now() < deadline) pause(1);
    return action();
  } finally {
    lock.close();
  }
}

/** Whether it has the name, or never will; `false` while another has it. */
function binds(lock: Socket, name: string): boolean {
  try {
    lock.bind(UnixAddress.abstract(name));
    return true;
  } catch (error) {
    if (!(error instanceof SocketCondition)) throw error;
    return error.code !== "EADDRINUSE";
  }
}

/** A listener's own file, which goes with it. */
export interface OwnFile extends FileIdentity {
  readonly path: string;
}

const ownFiles = new WeakMap<Socket, OwnFile>();

/** The file that a listener takes with it when it is closed. */
export function fileTakenAlong(listener: Socket): OwnFile | undefined {
  return ownFiles.get(listener);
}

/** Removes a listener's file, if it is still its own; the listener must be open. */
export function removeOwn({ path, ...file }: OwnFile): void {
  // While the listener is open no other file can have its inode's number.
  if (sameFile(file, fileAt(path))) remove(path);
}

/** Has a listener take its file with it when it is closed, if the file is still its own. */
export function takeAlong(listener: Socket, path: string, { dev, ino }: FileIdentity): void {
  const file = { path, dev, ino };
  ownFiles.set(listener, file);
  beforeClose(listener, () => removeOwn(file));
}
