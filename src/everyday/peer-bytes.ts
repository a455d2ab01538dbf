/** A peer's IP address as bytes in network order: the out parameter of the accepting procedures. */
import type { SocketDomain } from "../address/domain.ts";
import { InternetAddress } from "../address/internet.ts";
import { Internet6Address } from "../address/internet6.ts";
import type { SocketAddress } from "../address/socket-address.ts";
import { Socket } from "../bsd/socket.ts";
import { bytesOf } from "../core/bytes.ts";
import { instance, wrongType, wrongValue } from "../core/check.ts";

/** Checks a listener and the array for the peer's address. */
export function checkAccept(
  socket: Socket,
  domain: SocketDomain,
  connection: Uint8Array | null | undefined,
  size: number,
): void {
  instance("socket", socket, Socket);
  if (socket.domain.value !== domain.value) throw wrongValue("socket", `a socket of the ${domain} domain`, socket);
  if (connection === undefined || connection === null) return;
  if (!(connection instanceof Uint8Array))
    throw wrongType("connection", `a Uint8Array of ${size} bytes or null`, connection);
  if (bytesOf("connection", connection).length !== size)
    throw wrongValue("connection", `a Uint8Array of ${size} bytes`, connection);
}

/** Puts the peer's address into the array. */
export function writePeer(address: SocketAddress, connection: Uint8Array | null | undefined): void {
  if (connection === undefined || connection === null) return;
  if (address instanceof InternetAddress)
    new DataView(connection.buffer, connection.byteOffset).setUint32(0, address.ip);
  else if (address instanceof Internet6Address) connection.set(address.ip);
}
