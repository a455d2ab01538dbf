import { renameSync } from "node:fs";
import { Server } from "node:net";
import { Socket } from "../bsd/socket.ts";
import { wrongType } from "../core/check.ts";
import { fileAt, takeAlong } from "../everyday/unix-path.ts";
import { findHandle, hidden } from "./handle.ts";

const WHO = "fromNetServer";

/** Closes a server; a Unix server's file would go with it, so it stands aside meanwhile. */
function closeBesides(server: Server, path: string | undefined): void {
  if (path === undefined) {
    server.close();
    return;
  }
  const aside = `${path}.${process.pid}.moved`;
  renameSync(path, aside);
  try {
    server.close();
  } finally {
    renameSync(aside, path);
  }
}

/**
 * Takes the listener out of a `net.Server`: gives a {@link Socket} that owns it from now on. The server is closed,
 * its connections stay its own. Connections that nobody has accepted yet wait for the socket; the file of a Unix
 * server stays where it is, and goes when the socket is closed.
 *
 * *Errors*: EBADF for a server that does not listen; ENOTSUP in a cluster's worker, whose server has no listener
 * of its own.
 *
 * @example
 * import { createServer } from "node:net";
 * const listener = fromNetServer(createServer().listen(0));
 * listener.getOption(SO_ACCEPTCONN) // true
 * listener.close();
 */
export function fromNetServer(server: Server): Socket {
  if (!(server instanceof Server)) throw wrongType("server", "a net.Server", server);
  const found = findHandle(WHO, "server", server);
  if (!("fd" in found)) throw hidden(WHO, server, "does not let it go");
  const socket = Socket.borrow(found.fd).duplicate();
  try {
    const address = server.address();
    const path = typeof address === "string" && !address.startsWith("\0") ? address : undefined;
    const file = path === undefined ? undefined : fileAt(path);
    closeBesides(server, file?.isSocket() === true ? path : undefined);
    if (path !== undefined && file?.isSocket() === true) takeAlong(socket, path, file);
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}
