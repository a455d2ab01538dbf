import type { ReadableByteStreamController } from "node:stream/web";
import { receiveInto, sendAll } from "../async/transfer.ts";
import { ShutdownMethod } from "../bsd/shutdown-method.ts";
import { bytesOf } from "../core/bytes.ts";
import { options as checkOptions, integer, MAX_INT32, wrongType } from "../core/check.ts";
import { type StreamSource, streamOf } from "./source.ts";

/** How a readable stream behaves. */
export interface ReadableStreamOptions {
  /** How many bytes are asked for at once by who brings no memory of its own; 65536 unless told. */
  readonly chunkSize?: number | undefined;
}

/** How a writable stream behaves. */
export interface WritableStreamOptions {
  /** How many bytes may wait before `ready` says to stop; 65536 unless told. */
  readonly highWaterMark?: number | undefined;
}

/** A view of the part that was filled. */
function filled(view: ArrayBufferView, length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, length);
}

/**
 * Makes a WHATWG byte stream of what a stream socket receives. Readers may bring their own memory
 * (`getReader({ mode: "byob" })`). Nothing is received before somebody reads. The bytes of a `BufferedSocket` that
 * were not read come first.
 *
 * The socket stays the caller's to close. Cancelling the stream only ends the stream: nothing is consumed, and
 * the socket can be read on.
 *
 * *Errors* of the socket are the stream's; a socket closed behind its back is ECANCELED.
 *
 * @example
 * const reader = toReadableStream(socket).getReader({ mode: "byob" });
 * const result = await reader.read(new Uint8Array(100));
 * result.value?.length // 8
 */
export function toReadableStream(
  source: StreamSource,
  options: ReadableStreamOptions = {},
): ReadableStream<Uint8Array<ArrayBuffer>> {
  checkOptions("options", options, ["chunkSize"]);
  const { chunkSize = 65536 } = options;
  integer("options.chunkSize", chunkSize, 1, MAX_INT32);
  const { socket, takeBuffered } = streamOf("toReadableStream", "source", source);
  const cancelled = new AbortController();
  const stream = new ReadableStream({
    type: "bytes",
    autoAllocateChunkSize: chunkSize,
    async pull(controller: ReadableByteStreamController) {
      const request = controller.byobRequest;
      const view = request?.view;
      if (request === null || request === undefined || view === null || view === undefined) return;
      const room = filled(view, view.byteLength);
      const early = takeBuffered(room.length);
      let count = early.length;
      if (count > 0) {
        room.set(early);
      } else {
        try {
          count = await receiveInto(socket, room, { signal: cancelled.signal });
        } catch (error) {
          if (cancelled.signal.aborted) return;
          throw error;
        }
        if (cancelled.signal.aborted) return;
        if (count === 0) controller.close();
      }
      request.respond(count);
    },
    cancel: () => cancelled.abort(),
  });
  // Its chunks lie in memory that was allocated for them, or that a reader has given.
  return stream as ReadableStream<Uint8Array<ArrayBuffer>>;
}

/**
 * Makes a WHATWG stream whose chunks, views or buffers of bytes, are sent by a stream socket. Writing waits for
 * the kernel. Closing the stream shuts down the sending half: the peer sees the end.
 *
 * The socket stays the caller's to close. Aborting the stream ends a send that waits, whatever part of it has
 * gone, and tells the peer nothing: close the socket, with SO_LINGER of no time if the peer is to see an error.
 *
 * *Errors* of the socket are the stream's; a socket closed behind its back is ECANCELED.
 *
 * @example
 * const writer = toWritableStream(socket).getWriter();
 * await writer.write(new TextEncoder().encode("hello"));
 * await writer.close();
 */
export function toWritableStream(
  source: StreamSource,
  options: WritableStreamOptions = {},
): WritableStream<ArrayBufferView | ArrayBuffer> {
  checkOptions("options", options, ["highWaterMark"]);
  const { highWaterMark = 65536 } = options;
  integer("options.highWaterMark", highWaterMark, 0, MAX_INT32);
  const { socket } = streamOf("toWritableStream", "source", source);
  return new WritableStream<ArrayBufferView | ArrayBuffer>(
    {
      async write(chunk, controller) {
        // Node's types do not know of the signal.
        const { signal } = controller as { readonly signal?: AbortSignal };
        await sendAll(socket, chunkBytes(chunk), { signal });
      },
      close: () => socket.shutdown(ShutdownMethod.write),
    },
    { highWaterMark, size: (chunk) => chunkBytes(chunk).length },
  );
}

function chunkBytes(chunk: ArrayBufferView | ArrayBuffer): Uint8Array {
  if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk);
  if (!ArrayBuffer.isView(chunk)) throw wrongType("chunk", "an ArrayBufferView or an ArrayBuffer", chunk);
  return bytesOf("chunk", chunk);
}
