/** What a connection was given to send and the kernel has not taken: bytes, and files, in their order. */
import type { FileTransfer } from "../bsd/send-file.ts";
import { EAGAIN, EINTR } from "../core/errno.ts";
import { required } from "../sys/constants.ts";
import { system } from "../sys/system.ts";
import { Counter, type Counters } from "./counters.ts";

const BLOCK = 16384;
const EPIPE = required("EPIPE");
const ECONNRESET = required("ECONNRESET");

/** A file's part in the queue. */
export interface FileItem {
  readonly transfer: FileTransfer;
  readonly count: number;
  done: number;
  settle(sent: number, error: unknown): void;
}

interface BytesItem {
  bytes: Uint8Array;
  start: number;
  end: number;
}

/** What became of a try to send all. */
export const DRAINED = 0;
export const BLOCKED = 1;
/** The kernel takes more, but others should have their turn. */
export const YIELDED = 2;

const FILE_STEPS = 2;

export class Output {
  readonly #items: (BytesItem | FileItem)[] = [];
  readonly #packets: boolean;
  /** Bytes that wait; files not counted. */
  length = 0;

  constructor(packets: boolean) {
    this.#packets = packets;
  }

  get empty(): boolean {
    return this.#items.length === 0;
  }

  /** Adds bytes, copied. */
  add(bytes: Uint8Array): void {
    this.length += bytes.length;
    const last = this.#items.at(-1);
    if (!this.#packets && last !== undefined && "bytes" in last && last.end + bytes.length <= last.bytes.length) {
      last.bytes.set(bytes, last.end);
      last.end += bytes.length;
      return;
    }
    const small = !this.#packets && bytes.length < BLOCK / 2;
    const block = new Uint8Array(small ? BLOCK : bytes.length);
    block.set(bytes);
    this.#items.push({ bytes: block, start: 0, end: bytes.length });
  }

  addFile(item: FileItem): void {
    this.#items.push(item);
  }

  /** Sends what the kernel takes: one of the outcomes above, or -errno. */
  send(fd: number, counters: Counters): number {
    let steps = 0;
    for (let item = this.#items[0]; item !== undefined; item = this.#items[0]) {
      let result: number;
      if ("bytes" in item) {
        result = system.send(fd, item.bytes, item.start, item.end - item.start, 0);
        if (result >= 0) {
          item.start += result;
          this.length -= result;
          if (item.start === item.end) this.#items.shift();
        }
      } else {
        if (++steps > FILE_STEPS) return YIELDED;
        result = this.#sendFile(item);
      }
      if (result === -EINTR) continue;
      if (result === -EAGAIN) {
        counters[Counter.wouldBlock] = (counters[Counter.wouldBlock] as number) + 1;
        return BLOCKED;
      }
      if (result < 0) return result;
      counters[Counter.sent] = (counters[Counter.sent] as number) + 1;
      counters[Counter.bytesSent] = (counters[Counter.bytesSent] as number) + result;
    }
    return DRAINED;
  }

  /** What went of a file. A failure that is the file's own ends its part alone. */
  #sendFile(item: FileItem): number {
    const result = item.done === item.count ? 0 : item.transfer.attempt(item.done);
    if (result > 0) {
      item.done += result;
      return result;
    }
    if (result === -EAGAIN || result === -EINTR) return result;
    if (result === -EPIPE || result === -ECONNRESET) return result;
    this.#items.shift();
    const failure = result < 0 ? -result : item.transfer.deferred;
    item.settle(item.done, failure === 0 ? undefined : item.transfer.condition(failure));
    return 0;
  }

  /** Drops everything: how many bytes those were. Files' promises are rejected. */
  drop(error: unknown): number {
    const dropped = this.length;
    const items = this.#items.splice(0);
    this.length = 0;
    for (const item of items) if (!("bytes" in item)) item.settle(item.done, error);
    return dropped;
  }
}
