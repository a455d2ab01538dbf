import { createServer, Server } from "node:net";
import type { Socket } from "../bsd/socket.ts";
import { wrongType, wrongValue } from "../core/check.ts";
import { fileTakenAlong, removeOwn } from "../everyday/unix-path.ts";
import { required } from "../sys/constants.ts";
import { checkTakesDescriptors, findHandle, type Handle, hidden } from "./handle.ts";
import { beforeHandleCloses } from "./handle-end.ts";
import { isListener, owner } from "./source.ts";

const WHO = "toNetServer";
const FAMILIES = ["AF_INET", "AF_INET6", "AF_UNIX"].map((name) => required(name as "AF_INET"));

/**
 * Gives a listener to Node: to the server that is given, such as one of `node:http`, or to a new `net.Server`. The
 * socket that was given is closed as by `detach`. If it was to take its Unix file along when closed, the server
 * will. Node calls listen(2) once more, with its own length of the queue.
 *
 * *Errors*: RangeError for a socket that does not listen, that Node does not know the family of, or that borrowed
 * its descriptor; EBADF for a closed one; ERR_SERVER_ALREADY_LISTEN of Node's. After any of them the socket is as
 * it was.
 *
 * @example
 * import { createServer } from "node:http";
 * const listener = listenOnIpv4Socket(true, 0, 5);
 * const server = toNetServer(listener, createServer((request, response) => response.end("hello")));
 * server.close();
 */
export function toNetServer(listener: Socket): Server;
export function toNetServer<S extends Server>(listener: Socket, server: S): S;
export function toNetServer(listener: Socket, server: Server = createServer()): Server {
  owner(WHO, "listener", listener);
  if (!(server instanceof Server)) throw wrongType("server", "a net.Server", server);
  if (!FAMILIES.includes(listener.domain.value ?? -1) || !isListener(listener)) {
    throw wrongValue("listener", "a TCP or Unix stream socket that listens", listener);
  }
  checkTakesDescriptors(WHO, "net.Server", ["Deno"]);
  const file = fileTakenAlong(listener);
  // A cluster's worker would ask its primary for the descriptor of this number.
  server.listen({ fd: listener.fd, exclusive: true });
  const handle = handleOf(server, listener);
  if (file !== undefined) beforeHandleCloses(handle, () => removeOwn(file));
  listener.detach();
  return server;
}

/** The handle that Node has made of the listener's descriptor. */
function handleOf(server: Server, listener: Socket): Handle {
  try {
    const found = findHandle(WHO, "server", server);
    if ("fd" in found && found.fd === listener.fd) return found.handle;
  } catch {
    // It has none, which its event `error` would tell of too.
  }
  server.once("error", () => {});
  throw hidden(WHO, server, "takes no listeners by their descriptor");
}
