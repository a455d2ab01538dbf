import { InternetAddress } from "../../address/internet.ts";
import { Internet6Address } from "../../address/internet6.ts";
import { SO_REUSEADDR, SO_REUSEPORT } from "../../bsd/options/socket.ts";
import { Socket } from "../../bsd/socket.ts";
import { SocketType } from "../../bsd/socket-type.ts";
import { wrongValue } from "../../core/check.ts";
import { SocketCondition } from "../../core/condition.ts";
import { closeFd as closeDescriptor } from "../../simple/descriptor.ts";
import { getErrno } from "../../simple/errno.ts";
import { require } from "../../sys/builtin.ts";
import { worded } from "./words.ts";

/**
 * A TCP socket bound to a port that others may be bound to as well, for `net.Server.listen({ fd })`: the kernel
 * deals the connections out. The descriptor is the caller's.
 */
export function createReuseportFd(port = 0, host = "0.0.0.0"): number {
  const { isIP } = require("node:net") as typeof import("node:net");
  const family = isIP(host);
  if (family === 0) throw wrongValue("host", "an IP address", host);
  const address = family === 4 ? InternetAddress.from(host, port) : Internet6Address.from(host, port);
  return worded(() => {
    const socket = Socket.create(address.domain, SocketType.stream);
    try {
      socket.setOption(SO_REUSEADDR, true);
      socket.setOption(SO_REUSEPORT, true);
      socket.bind(address);
      return socket.detach();
    } catch (error) {
      socket.close();
      throw error;
    }
  });
}

/** Closes a descriptor. */
export function closeFd(fd: number): void {
  if (!closeDescriptor(fd)) worded(() => SocketCondition.raise("closeFd", "close", getErrno()));
}
