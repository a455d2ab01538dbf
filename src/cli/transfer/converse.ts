/** Carries standard input to a socket, and what comes from it to standard output, both at once. */
import { onAbort } from "../../async/cancel.ts";
import { receiveInto, send, sendAll } from "../../async.ts";
import { ShutdownMethod, type Socket, SocketCondition, SocketType } from "../../index.ts";
import type { Input } from "./input.ts";
import type { Output } from "./output.ts";
import type { Progress } from "./progress.ts";

const CHUNK = 1 << 18;
/** The longest message that a line of input becomes. */
export const LONGEST_LINE = 16384;
/** The longest message that is received whole. */
export const LONGEST_MESSAGE = 65536;

/** Our side of a conversation. */
export interface Ends {
  readonly input: Input;
  readonly output: Output;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** There is nothing to wait for any more. */
export class Over extends Error {
  override readonly name = "Over";
}

async function upload(socket: Socket, { input, progress }: Ends, signal: AbortSignal): Promise<void> {
  if (socket.type === SocketType.stream) {
    for (let chunk = await input.next(signal); chunk !== undefined; chunk = await input.next(signal)) {
      await sendAll(socket, chunk, { signal });
      progress.sent(chunk.length);
    }
  } else {
    for (;;) {
      const line = await input.nextLine(LONGEST_LINE, signal);
      if (line === undefined) break;
      progress.sent(await send(socket, line, { signal }));
    }
  }
  socket.shutdown(ShutdownMethod.write);
}

async function download(socket: Socket, { output, progress }: Ends, signal: AbortSignal): Promise<void> {
  const stream = socket.type === SocketType.stream;
  const buffer = new Uint8Array(stream ? CHUNK : LONGEST_MESSAGE);
  for (;;) {
    const count = await receiveInto(socket, buffer, { signal });
    if (count === 0) return;
    progress.received(count);
    if (output.isTTY) progress.clear();
    await output.write(buffer.subarray(0, count));
  }
}

/** What sending may end with that is no failure. */
function harmless(reason: unknown): boolean {
  if (reason instanceof Over) return true;
  // The peer had gone altogether before our half was ended.
  return reason instanceof SocketCondition && reason.code === "ENOTCONN" && reason.syscall === "shutdown";
}

/**
 * A conversation over a connection, to its end: the end of our input half-closes, and it goes on until the
 * peer has ended too. What each side sends waits until the other has taken what came before.
 */
export async function converse(socket: Socket, ends: Ends): Promise<void> {
  const sending = new AbortController();
  const receiving = new AbortController();
  const stopListening = onAbort(ends.signal, (reason) => {
    sending.abort(reason);
    receiving.abort(reason);
  });
  const sent = upload(socket, ends, sending.signal).catch((reason: unknown) => {
    // When the peer takes no more there may still be an answer of its to read.
    if (!(reason instanceof SocketCondition)) receiving.abort(reason);
    return { reason };
  });
  let failure: { reason: unknown } | undefined;
  try {
    await download(socket, ends, receiving.signal);
    // Nobody at a terminal should have to end input that nobody reads; a program's is taken to its end.
    if (ends.input.isTTY) sending.abort(new Over());
  } catch (reason) {
    failure = { reason };
    sending.abort(new Over());
  }
  const unsent = await sent;
  stopListening();
  failure ??= unsent !== undefined && !harmless(unsent.reason) ? unsent : undefined;
  if (failure !== undefined) throw failure.reason;
}
