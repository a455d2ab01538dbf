import { Socket as DatagramSocket } from "node:dgram";
import { setImmediate } from "node:timers/promises";
import { Socket } from "../bsd/socket.ts";
import { wrongType } from "../core/check.ts";
import { findHandle, hidden } from "./handle.ts";

const WHO = "fromDgramSocket";

/**
 * Takes the socket out of a bound `dgram.Socket`: gives a {@link Socket} that owns it from now on. Waits until
 * the datagrams that were to be sent are sent; what was received and not yet told waits in the kernel. The
 * `dgram.Socket` is closed.
 *
 * *Errors*: EBADF for one that is closed or has not been bound.
 *
 * @example
 * import { createSocket } from "node:dgram";
 * import { once } from "node:events";
 * const theirs = createSocket("udp4").bind(0, "127.0.0.1");
 * await once(theirs, "listening");
 * const ours = await fromDgramSocket(theirs);
 * ours.close();
 */
export async function fromDgramSocket(datagramSocket: DatagramSocket): Promise<Socket> {
  if (!(datagramSocket instanceof DatagramSocket)) throw wrongType("datagramSocket", "a dgram.Socket", datagramSocket);
  const found = findHandle(WHO, "datagramSocket", datagramSocket);
  if (!("fd" in found) || found.handle.recvStop === undefined) {
    throw hidden(WHO, datagramSocket, "does not let it go");
  }
  const socket = Socket.borrow(found.fd).duplicate();
  found.handle.recvStop();
  while (datagramSocket.getSendQueueCount() > 0) await setImmediate();
  try {
    datagramSocket.close();
  } catch (error) {
    // Somebody has closed it meanwhile.
    socket.close();
    throw error;
  }
  return socket;
}
