/** Datagrams both ways: each line of standard input is sent as one, what comes is written as it is. */
import { onAbort } from "../../async/cancel.ts";
import { receiveFromInto, send, sendTo } from "../../async.ts";
import { type Socket, type SocketAddress, UnixAddress } from "../../index.ts";
import { type Ends, LONGEST_LINE, LONGEST_MESSAGE, Over } from "./converse.ts";
import { unlessAborted } from "./input.ts";

/** How datagrams are exchanged. */
export interface Exchange {
  /** Milliseconds of silence that end it once our input has ended; without it nothing does. */
  readonly wait: number | undefined;
  /** Talks to the first who writes, and to nobody else. */
  readonly keepFirst: boolean;
}

/** Exchanges datagrams; a socket that is not connected answers whoever wrote last. */
export async function exchange(socket: Socket, ends: Ends, { wait, keepFirst }: Exchange): Promise<void> {
  const { input, output, progress } = ends;
  const end = new AbortController();
  const { signal } = end;
  const stopListening = onAbort(ends.signal, (reason) => end.abort(reason));
  let connected = socket.peerAddress !== undefined;
  let peer: SocketAddress | undefined;
  let somebodyWrote: (() => void) | undefined;
  const somebody = connected ? undefined : new Promise<void>((resolve) => (somebodyWrote = resolve));

  let inputEnded = false;
  let silence: NodeJS.Timeout | undefined;
  const waitOn = (): void => {
    if (!inputEnded || wait === undefined) return;
    clearTimeout(silence);
    silence = setTimeout(() => end.abort(new Over()), wait);
  };

  const upload = async (): Promise<void> => {
    if (somebody !== undefined) await unlessAborted(somebody, signal);
    for (;;) {
      const line = await input.nextLine(LONGEST_LINE, signal);
      if (line === undefined) break;
      const sent =
        connected || peer === undefined ? send(socket, line, { signal }) : sendTo(socket, line, peer, { signal });
      progress.sent(await sent);
    }
    inputEnded = true;
    waitOn();
  };

  const heardFrom = (address: SocketAddress | undefined): void => {
    // A Unix socket without a name can be heard, but not answered.
    if (connected || address === undefined || address === UnixAddress.unnamed) return;
    peer = address;
    if (keepFirst) {
      socket.connect(address);
      connected = true;
    }
    somebodyWrote?.();
  };

  const download = async (): Promise<void> => {
    const buffer = new Uint8Array(LONGEST_MESSAGE);
    for (;;) {
      const [count, address] = await receiveFromInto(socket, buffer, { signal });
      progress.received(count);
      heardFrom(address);
      if (output.isTTY) progress.clear();
      await output.write(buffer.subarray(0, count));
      waitOn();
    }
  };

  const directions = [upload(), download()].map((direction) => direction.catch((reason: unknown) => end.abort(reason)));
  await Promise.all(directions);
  clearTimeout(silence);
  stopListening();
  if (signal.aborted && !(signal.reason instanceof Over)) throw signal.reason;
}
