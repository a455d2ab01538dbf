/** Files to send: temporary ones, pipes, and what they hold. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, constants, ftruncateSync, openSync, unlinkSync, writeSync } from "node:fs";
import { type Socket, WouldBlock } from "berkeley-sockets";
import { done } from "./expect.ts";
import { temporaryPath, waitFor } from "./kinds.ts";

/** Bytes of which each place tells which it is, more or less. */
export function pattern(length: number, start = 0): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at++) bytes[at] = ((start + at) * 31 + ((start + at) >> 8) * 7) & 255;
  return bytes;
}

/** A file that is gone when it is closed. */
export class TemporaryFile {
  readonly fd: number;

  constructor(content: Uint8Array | string = new Uint8Array(0), flags: number = constants.O_RDWR) {
    const path = temporaryPath("file");
    this.fd = openSync(path, flags | constants.O_CREAT, 0o600);
    unlinkSync(path);
    // A place is told so that the file's own position stays at its start.
    if (content.length > 0) this.write(content, 0);
  }

  write(content: Uint8Array | string, at: number): void {
    writeSync(this.fd, Buffer.from(content as string), 0, Buffer.byteLength(content), at);
  }

  truncate(size: number): void {
    ftruncateSync(this.fd, size);
  }

  close(): void {
    closeSync(this.fd);
  }
}

/** A named pipe: both of its ends, which block nobody. */
export class Pipe {
  readonly fd: number;
  #writer: number;

  constructor() {
    const path = temporaryPath("pipe");
    execFileSync("mkfifo", [path]);
    this.fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    this.#writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    this.path = path;
  }

  readonly path: string;

  write(content: Uint8Array | string): void {
    writeSync(this.#writer, Buffer.from(content as string));
  }

  /** Ends what can be read. */
  end(): void {
    if (this.#writer >= 0) closeSync(this.#writer);
    this.#writer = -1;
  }

  close(): void {
    this.end();
    closeSync(this.fd);
  }
}

/** Runs a body with a descriptor that is closed after it. */
export function withOpen<T>(path: string, body: (fd: number) => T, flags: number = constants.O_RDONLY): T {
  const fd = openSync(path, flags);
  try {
    return body(fd);
  } finally {
    closeSync(fd);
  }
}

/** Receives so many bytes of a stream, waiting for them. */
export function receiveAll(socket: Socket, count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let at = 0; at < count; ) {
    waitFor(socket);
    const part = done(socket.receive(Math.min(count - at, 1 << 20)));
    if (part.length === 0) throw new Error(`the stream ended after ${at} bytes of ${count}`);
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** What is there to be received now, all of it. */
export function drain(socket: Socket): Uint8Array {
  const parts: Uint8Array[] = [];
  for (;;) {
    const part = socket.receive(1 << 20);
    if (part instanceof WouldBlock || part.length === 0) return Buffer.concat(parts);
    parts.push(part);
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
