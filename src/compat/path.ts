/**
 * The compat room: entries that have the names and the habits of other people's packages, on our sockets.
 * Nothing here is for new programs, and nothing else leans on it.
 */
import type { SocketAddress } from "../address/socket-address.ts";
import { UnixAddress } from "../address/unix.ts";
import { wrongType } from "../core/check.ts";
import { SocketCondition } from "../core/condition.ts";
import { EINVAL } from "../core/errno.ts";
import { required } from "../sys/constants.ts";

const ENAMETOOLONG = required("ENAMETOOLONG");

/** An abstract name as Node writes it: behind a NUL. */
function decoded(path: string): UnixAddress {
  return path.startsWith("\0") ? UnixAddress.abstract(path.slice(1)) : new UnixAddress(path);
}

/**
 * The address of a path, or of an abstract name behind a NUL. One that does not fit is the error of the call it is
 * for, ENAMETOOLONG, as those packages tell errors of the system; so is EINVAL for what names nothing.
 */
export function addressOf(who: string, syscall: string, path: unknown): UnixAddress {
  if (typeof path !== "string") throw wrongType("path", "a string", path);
  try {
    return decoded(path);
  } catch (cause) {
    const nameless = path === "" || (!path.startsWith("\0") && path.includes("\0")) || /\p{Surrogate}/u.test(path);
    throw new SocketCondition(who, syscall, nameless ? EINVAL : ENAMETOOLONG, { address: path, cause });
  }
}

/** What `addressOf` takes; `undefined` for a socket without a name. */
export function pathOf(address: SocketAddress | undefined): string | undefined {
  if (!(address instanceof UnixAddress) || address.kind === "unnamed") return undefined;
  return address.kind === "abstract" ? `\0${address.path}` : address.path;
}
