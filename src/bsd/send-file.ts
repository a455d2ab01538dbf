/**
 * Files as what is sent: which system calls carry their bytes to a socket. Whatever the way, no byte is
 * lost: what the socket did not take is still in the file, behind the file's position, or in the pipe.
 */
import { descriptor, integer, wrongType } from "../core/check.ts";
import { SocketCondition } from "../core/condition.ts";
import { EBADF, EINVAL, EMSGSIZE, ENOSYS, ENOTSUP, EOPNOTSUPP, ESPIPE } from "../core/errno.ts";
import { required } from "../sys/constants.ts";
import { system } from "../sys/system.ts";

/** A file to send of: its descriptor, or an object that has one, such as a `FileHandle` of `node:fs/promises`. */
export type FileSource = number | { readonly fd: number };

const SOL_SOCKET = required("SOL_SOCKET");
const SO_SNDBUF = required("SO_SNDBUF");

const OWN_POSITION = -1;
/** The most that one system call is asked for: a fast reader must not hold the thread in it for all of a file. */
const LARGEST_STEP = 1 << 20;
/** The most that is copied at once where the kernel cannot carry bytes itself; also more than UDP has room for. */
const ROOM = 1 << 16;

/** What sendfile(2) says of files that it does not serve, or where there is none. */
const refusals: ReadonlySet<number> = new Set([EINVAL, ENOSYS, ENOTSUP, EOPNOTSUPP]);

let shared: Uint8Array | undefined;
const option = new Uint8Array(4);

/** The descriptor of a file. Objects have -1 once they are closed: EBADF. */
export function fileDescriptor(file: unknown): number {
  if (typeof file === "number") return descriptor("file", file);
  if (typeof file !== "object" || file === null || !("fd" in file)) {
    throw wrongType("file", "a descriptor, or an object with one as its fd", file);
  }
  if (file.fd === -1) throw new SocketCondition("sendFile", "sendfile", EBADF, { subject: "file" });
  return descriptor("file.fd", file.fd);
}

/** Checks what of a file is to be sent: from where, if not from its own position, and how much, if not all. */
export function checkExtent(offset: unknown, count: unknown): void {
  if (offset !== undefined && offset !== null) integer("offset", offset, 0, Number.MAX_SAFE_INTEGER);
  if (count !== undefined) integer("count", count, 0, Number.MAX_SAFE_INTEGER);
}

type Call = "sendfile" | "splice" | "lseek" | "pread" | "send";

/** What one `sendFile` sends, in as many attempts as it takes. */
export class FileTransfer {
  readonly #fd: number;
  readonly #file: number;
  readonly #offset: number;
  readonly #count: number;
  readonly #stream: boolean;
  #way: "sendfile" | "splice" | "copy" = "sendfile";
  /** The system call that the last attempt came to its result by. */
  #call: Call = "sendfile";
  /** What sendfile(2) refused the file with. */
  #refusal = 0;
  /** The errno of what failed when bytes had gone already: it belongs to the next call. */
  deferred = 0;

  constructor(fd: number, file: number, offset: number | null | undefined, count: number | undefined, stream: boolean) {
    this.#fd = fd;
    this.#file = file;
    this.#offset = offset ?? OWN_POSITION;
    this.#count = count ?? Number.POSITIVE_INFINITY;
    this.#stream = stream;
  }

  /** Sends once, behind the bytes already done: how many went, 0 at the end of the file, or -errno. */
  attempt(done: number): number {
    if (this.deferred !== 0) return 0;
    const offset = this.#offset < 0 ? OWN_POSITION : this.#offset + done;
    if (!this.#stream) return this.#message(offset);
    const count = Math.min(this.#count - done, LARGEST_STEP);
    if (this.#way === "sendfile") {
      const result = system.sendFile(this.#fd, this.#file, offset, count);
      if (!refusals.has(-result)) return result;
      this.#refusal = result;
      this.#way = offset < 0 ? "splice" : "copy";
    }
    if (this.#way === "splice") {
      this.#call = "splice";
      const result = system.sendPipe(this.#fd, this.#file, count);
      if (!refusals.has(-result)) return result;
      this.#way = "copy";
    }
    const result = this.#copy(offset, count);
    if (result !== -ESPIPE) return result;
    // A terminal, a socket: what would be read of it, and not sent, could not be read again.
    this.#call = "sendfile";
    return this.#refusal;
  }

  /** The condition of an attempt that failed. */
  condition(type: number): SocketCondition {
    switch (this.#call) {
      case "splice":
        return new SocketCondition("sendFile", "splice", type);
      case "lseek":
        return new SocketCondition("sendFile", "lseek", type);
      case "pread":
        return new SocketCondition("sendFile", "pread", type);
      case "send":
        return new SocketCondition("sendFile", "send", type);
      default:
        return new SocketCondition("sendFile", "sendfile", type);
    }
  }

  /** Reads some and sends it. */
  #copy(offset: number, count: number): number {
    const at = this.#place(offset);
    if (at < 0) return at;
    shared ??= new Uint8Array(ROOM);
    this.#call = "pread";
    const length = system.readFile(this.#file, shared, Math.min(count, ROOM), at);
    return length > 0 ? this.#send(shared, length, offset) : length;
  }

  /** Sends one message, of all that was asked for: the kernel itself would cut it where its pages end. */
  #message(offset: number): number {
    const at = this.#place(offset);
    if (at < 0) return at;
    shared ??= new Uint8Array(ROOM);
    let bytes = shared;
    let length = this.#read(bytes, Math.min(this.#count, ROOM), at);
    if (length === ROOM && this.#count > ROOM) {
      const most = this.#longestMessage();
      bytes = new Uint8Array(Math.min(this.#count, most + 1));
      length = this.#read(bytes, bytes.length, at);
      if (length > most) {
        this.#call = "send";
        return -EMSGSIZE;
      }
    }
    // At the end of the file there is no message, not an empty one.
    return length > 0 ? this.#send(bytes, length, offset) : length;
  }

  /** No message is longer than the room for all that waits to be sent, but for UDP's, which fit ROOM. */
  #longestMessage(): number {
    if (system.getOption(this.#fd, SOL_SOCKET, SO_SNDBUF, option, option.length) < 0) return ROOM;
    return Math.max(ROOM, new Int32Array(option.buffer)[0] as number);
  }

  /** Where to read: the offset, or where the file's own position is. */
  #place(offset: number): number {
    if (offset >= 0) return offset;
    this.#call = "lseek";
    return system.moveFile(this.#file, 0);
  }

  /** Reads until the length is full or the file ends. */
  #read(bytes: Uint8Array, length: number, at: number): number {
    this.#call = "pread";
    let done = 0;
    while (done < length) {
      const result = system.readFile(this.#file, bytes.subarray(done), length - done, at + done);
      if (result < 0) return result;
      if (result === 0) break;
      done += result;
    }
    return done;
  }

  /** Sends what was read, and moves the file's own position by what went. */
  #send(bytes: Uint8Array, length: number, offset: number): number {
    this.#call = "send";
    const sent = system.send(this.#fd, bytes, 0, length, 0);
    if (sent > 0 && offset < 0) {
      const moved = system.moveFile(this.#file, sent);
      if (moved < 0) this.deferred = -moved;
    }
    return sent;
  }
}
