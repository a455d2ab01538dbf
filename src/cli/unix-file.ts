/** The files of Unix sockets that the library's listeners do not look after: datagrams and packets. */
import { lstatSync, type Stats, unlinkSync } from "node:fs";
import { removeStale } from "../everyday/unix-path.ts";
import { type Socket, SocketCondition, type UnixAddress } from "../index.ts";

/** Binds, in the place of a file that nobody listens on any more. Gives what removes the file again. */
export function bindUnix(socket: Socket, address: UnixAddress): () => void {
  try {
    socket.bind(address);
  } catch (error) {
    const stale = error instanceof SocketCondition && error.code === "EADDRINUSE" && address.kind === "path";
    if (!stale || !removeStale(address.path)) throw error;
    socket.bind(address);
  }
  if (address.kind !== "path") return () => undefined;
  const ours = fileAt(address.path);
  return () => {
    const now = fileAt(address.path);
    if (ours !== undefined && now?.ino === ours.ino && now.dev === ours.dev) unlinkSync(address.path);
  };
}

function fileAt(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}
