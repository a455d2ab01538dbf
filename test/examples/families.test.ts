/** The guide to families: each of its programs, compiled and run as it stands there. */
import "../support/leak-guard.ts";
import { Socket, SocketCondition, SocketDomain, SocketProtocol, SocketType } from "berkeley-sockets";
import { testGuide } from "../support/guide.ts";
import { withoutNamedNamespaces } from "../support/namespace.ts";
import { notLinux } from "../support/probe.ts";

/** Why this machine has no such sockets, if it has none. */
function without(type: SocketType, protocol: SocketProtocol): string | false {
  try {
    Socket.create(SocketDomain.internet, type, protocol).close();
    return false;
  } catch (error) {
    return `no ${protocol} here: ${error instanceof SocketCondition ? error.code : String(error)}`;
  }
}

const apart = ["Changes of interfaces", "Packet sockets", "Raw IP", "Ping"];
const noNamespaces = withoutNamedNamespaces();

testGuide("families.md", {
  withoutProgram: [],
  apart,
  skip(title) {
    if (notLinux !== false) return notLinux;
    if (apart.includes(title)) return noNamespaces;
    if (title === "UDP-Lite") return without(SocketType.datagram, SocketProtocol.udpLite);
    return title === "MPTCP" && without(SocketType.stream, SocketProtocol.mptcp);
  },
});
