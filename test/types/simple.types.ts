/** The entry `simple`: results, options, what it refuses. Never run: see types.test.ts. */
import type { Socket, SocketCondition } from "berkeley-sockets";
import {
  type AcceptCondition,
  acceptIpv4Connection,
  type acceptUnixConnection,
  type BlockingOptions,
  BufferedSocket,
  type BufferedSocketOptions,
  type ConnectCondition,
  closeFd,
  connectToHost,
  connectToIpv4Host,
  type EndOfStreamCondition,
  type getErrno,
  listenOnHost,
  listenOnIpv4Socket,
  listenOnUnixSocket,
  type receiveExactly,
  sendAll,
  setFdBlocking,
  shutdown,
  type TimeoutCondition,
  writeBytes,
  writeString,
} from "berkeley-sockets/simple";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(..._: Equal<A, B> extends true ? [] : [never]): void {}

export function procedures(socket: Socket, buffered: BufferedSocket, timeout: number | undefined): void {
  same<ReturnType<typeof connectToHost>, Socket>();
  same<ReturnType<typeof acceptUnixConnection>, Socket>();
  same<ReturnType<typeof listenOnUnixSocket>, Socket>();
  same<ReturnType<BufferedSocket["readLine"]>, string | undefined>();
  same<ReturnType<BufferedSocket["readAll"]>, Uint8Array<ArrayBuffer> | undefined>();
  same<ReturnType<BufferedSocket["writeString"]>, void>();
  same<ReturnType<typeof writeBytes>, boolean>();
  same<ReturnType<typeof writeString>, boolean>();
  same<ReturnType<typeof sendAll>, number>();
  same<ReturnType<typeof receiveExactly>, Uint8Array<ArrayBuffer>>();
  same<ReturnType<typeof getErrno>, number>();
  same<ConnectCondition["errors"], readonly SocketCondition[]>();
  same<EndOfStreamCondition["received"], Uint8Array<ArrayBuffer>>();
  same<TimeoutCondition["sent"], number | undefined>();
  same<AcceptCondition["code"], string>();
  same<BufferedSocketOptions["encoding"], "utf-8" | "utf-16le" | "latin1" | undefined>();

  // Options may be undefined, as a caller hands them on.
  const options: BlockingOptions = { timeout };
  connectToIpv4Host("a", "http", 0, options);
  connectToIpv4Host("a", null, 80);
  acceptIpv4Connection(socket);
  acceptIpv4Connection(socket, null, { timeout });
  acceptIpv4Connection(socket, Buffer.alloc(4));
  listenOnHost(null, 0, { backlog: undefined, dualStack: undefined, reusePort: undefined });
  listenOnUnixSocket("p", 1, undefined, { unlinkOnClose: undefined });
  new BufferedSocket(socket, { encoding: undefined, lineEnding: undefined, fatal: undefined });
  sendAll(socket, new DataView(new ArrayBuffer(1)), { timeout });
  closeFd(socket);
  closeFd(3);
  setFdBlocking(3);
  shutdown(socket, "wr");

  // @ts-expect-error TS2345 a service may be null but not left out
  connectToHost("a", undefined, 80);
  // @ts-expect-error TS2345 a port is a number
  connectToHost("a", null, "80");
  // @ts-expect-error TS2345 text is no bytes
  writeBytes(buffered, "text");
  // @ts-expect-error TS2345 bytes are no text
  writeString(buffered, new Uint8Array(1));
  // @ts-expect-error TS2345 nothing to write to
  writeString(undefined, "text");
  // @ts-expect-error TS2345 none of the three words
  shutdown(socket, "read");
  // @ts-expect-error TS2322 an encoding that nobody speaks
  new BufferedSocket(socket, { encoding: "ascii" });
  // @ts-expect-error TS2345 an address is text or a boolean
  listenOnIpv4Socket(null, 80, 1);
  // @ts-expect-error TS2561 a misspelled option
  connectToHost("a", null, 80, { timeOut: 1 });
  // @ts-expect-error TS2540 a buffered socket's socket stays
  buffered.socket = socket;
}
