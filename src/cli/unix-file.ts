/** The files of Unix sockets that the library's listeners do not look after: datagrams and packets. */
import { unlinkSync } from "node:fs";
import { resolve } from "node:path";
import { alone, fileAt, removeStale, sameFile } from "../everyday/unix-path.ts";
import { type Socket, SocketCondition, type UnixAddress } from "../index.ts";

/** Binds, in the place of a file that nobody listens on any more. Gives what removes the file again. */
export function bindUnix(socket: Socket, address: UnixAddress): () => void {
  const path = address.kind === "path" ? resolve(address.path) : undefined;
  try {
    socket.bind(address);
  } catch (error) {
    const inUse = error instanceof SocketCondition && error.code === "EADDRINUSE";
    if (!inUse || path === undefined) throw error;
    alone(path, () => {
      removeStale(path);
      socket.bind(address);
    });
  }
  if (path === undefined) return () => undefined;
  const ours = fileAt(path);
  return () => {
    if (sameFile(ours, fileAt(path))) unlinkSync(path);
  };
}
