import { beforeClose, Socket } from "../bsd/socket.ts";
import { SocketCondition } from "../core/condition.ts";
import { EBADF } from "../core/errno.ts";
import { whenClosed } from "../poller/poller.ts";
import { type Found, findHandle, type SocketHolder } from "./handle.ts";
import { beforeHandleCloses } from "./handle-end.ts";

const WHO = "borrowNetSocket";

/** A borrower that was forgotten must not be kept in mind as long as its lender lives. */
const forgotten = new FinalizationRegistry<() => void>((forget) => forget());

function lend(found: Found): [number, (action: () => void) => () => void] {
  if ("fd" in found) return [found.fd, (action) => beforeHandleCloses(found.handle, action)];
  const { fd } = found.socket;
  if (fd < 0) throw new SocketCondition(WHO, "fcntl", EBADF);
  return [fd, (action) => whenClosed(fd, action)];
}

/** Apart from the borrower's own closures, which would keep it from being collected. */
function closing(held: WeakRef<Socket>): () => void {
  return () => held.deref()?.close();
}

/**
 * Gives a {@link Socket} for the descriptor of one of the runtime's sockets, which stays the runtime's: its
 * options, TCP_INFO, its addresses, the credentials of its peer. Takes a `net.Socket`, `tls.TLSSocket`,
 * `net.Server`, `dgram.Socket`, and whatever has one of them as its `socket`: an HTTP request or response, an
 * HTTP/2 session, a duplex of {@link toDuplex}.
 *
 * Closing it closes nothing. When its lender is closed it is closed too, before the kernel has the number
 * back; who waits on it then gets ECANCELED. What is received with it, the lender never sees.
 *
 * *Errors*: EBADF when the lender is destroyed, or has no descriptor yet (wait for `connect`, `listening` or
 * `socket`); ENOTSOCK when its descriptor is no socket but a pipe; ENOTSUP where the runtime hides its
 * descriptors.
 *
 * @example
 * import { connect, createServer } from "node:net";
 * import { once } from "node:events";
 * const server = createServer((connection) => connection.destroy()).listen(0);
 * await once(server, "listening");
 * const client = connect((server.address() as { port: number }).port);
 * await once(client, "connect");
 * borrowNetSocket(client).setOption(TCP_USER_TIMEOUT, 5000);
 * client.destroy();
 * server.close();
 */
export function borrowNetSocket(source: SocketHolder): Socket {
  const [fd, beforeEnd] = lend(findHandle(WHO, "source", source));
  const socket = Socket.borrow(fd);
  const forget = beforeEnd(closing(new WeakRef(socket)));
  beforeClose(socket, () => {
    forget();
    forgotten.unregister(socket);
  });
  forgotten.register(socket, forget, socket);
  return socket;
}
