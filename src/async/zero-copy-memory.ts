/** Memory that the kernel reads after a call has returned. */
import type { DataToSend } from "../bsd/message.ts";
import { bytesOf, stillThere } from "../core/bytes.ts";
import { wrongValue } from "../core/check.ts";
import { require } from "../sys/builtin.ts";

function isResizable(buffer: ArrayBufferLike): boolean {
  return (buffer as { readonly resizable?: boolean }).resizable === true;
}

/**
 * Data of a send without a copy, in one piece or several. While this object is held the memory is not freed. Its
 * contents are the caller's, who must leave them alone.
 */
export class ZeroCopyMemory {
  readonly length: number;
  readonly #pieces: readonly Uint8Array[];
  readonly #lengths: readonly number[];

  constructor(data: DataToSend) {
    const single = !Array.isArray(data);
    const views: readonly ArrayBufferView[] = single ? [data as ArrayBufferView] : (data as ArrayBufferView[]);
    this.#pieces = views.map((view, index) => {
      const name = single ? "data" : `data[${index}]`;
      const bytes = bytesOf(name, view);
      // Asked for, the buffer is there: an engine may keep small arrays elsewhere until somebody does.
      if (isResizable(bytes.buffer)) throw wrongValue(name, "a view of a buffer that cannot be resized", view);
      return bytes;
    });
    this.#lengths = this.#pieces.map(({ length }) => length);
    this.length = this.#lengths.reduce((sum, length) => sum + length, 0);
  }

  /** Forbids that the buffers be transferred, which would free their memory here. There is no taking it back. */
  pin(): void {
    const { markAsUntransferable } = require("node:worker_threads") as typeof import("node:worker_threads");
    for (const { buffer } of this.#pieces) if (buffer instanceof ArrayBuffer) markAsUntransferable(buffer);
  }

  /** What is behind the bytes already sent; a TypeError where a buffer was detached. */
  rest(sent: number): Uint8Array[] {
    let before = sent;
    const left: Uint8Array[] = [];
    this.#pieces.forEach((bytes, index) => {
      const length = this.#lengths[index] as number;
      stillThere(this.#pieces.length === 1 ? "data" : `data[${index}]`, bytes, length);
      if (before === 0) left.push(bytes);
      else if (before < length) left.push(bytes.subarray(before));
      before = Math.max(before - length, 0);
    });
    return left;
  }

  /** Whether all of it is still where it was. */
  get intact(): boolean {
    return this.#pieces.every((bytes, index) => bytes.length === this.#lengths[index]);
  }
}
