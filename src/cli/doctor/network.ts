/** What is reachable, without sending anything off this machine. */
import { connect } from "../../async.ts";
import {
  Internet6Address,
  InternetAddress,
  Socket,
  type SocketAddress,
  SocketCondition,
  SocketDomain,
  SocketType,
  UnixAddress,
} from "../../index.ts";
import { IPV6_V6ONLY } from "../../options.ts";
import { messageOf } from "../failure.ts";
import { type Finding, Section } from "./finding.ts";

const PATIENCE = 2000;

/** A TCP connection of this machine with itself. */
async function connectLoopback(address: SocketAddress): Promise<void> {
  using listener = Socket.create(address.domain, SocketType.stream);
  listener.bind(address);
  listener.listen(1);
  using client = Socket.create(address.domain, SocketType.stream);
  await connect(client, listener.localAddress as SocketAddress, { timeout: PATIENCE });
}

/** Connecting a UDP socket sends nothing: it only asks for the route, and the address to come from. */
function sourceFor(address: SocketAddress): SocketAddress | undefined {
  using socket = Socket.create(address.domain, SocketType.datagram);
  socket.connect(address);
  return socket.localAddress;
}

async function loopback(section: Section, name: string, address: SocketAddress, needed: boolean): Promise<void> {
  try {
    await connectLoopback(address);
    section.ok(name, "connects to itself over TCP");
  } catch (error) {
    const report = needed ? section.fails : section.lacks;
    report.call(section, name, "does not connect to itself", messageOf(error));
  }
}

function route(section: Section, name: string, address: SocketAddress): void {
  try {
    const source = sourceFor(address);
    const host = String(source).replace(/:\d+$/, "");
    section.ok(name, `there is one, from ${host}`);
  } catch (error) {
    section.lacks(name, "none", messageOf(error));
  }
}

function dualStack(section: Section): void {
  try {
    using socket = Socket.create(SocketDomain.internet6, SocketType.stream);
    socket.setOption(IPV6_V6ONLY, false);
    socket.bind(Internet6Address.any(0));
    section.ok("dual stack", "one listener takes IPv6 and IPv4");
  } catch (error) {
    section.lacks("dual stack", "a listener for each is needed", messageOf(error));
  }
}

function abstractNames(section: Section): void {
  try {
    using socket = Socket.create(SocketDomain.unix, SocketType.datagram);
    socket.bind(UnixAddress.unnamed);
    section.ok("abstract names", `Unix sockets outside the file system: ${socket.localAddress}`);
  } catch (error) {
    if (!(error instanceof SocketCondition)) throw error;
    section.lacks("abstract names", "Unix sockets have paths only", messageOf(error));
  }
}

export async function network(): Promise<Finding[]> {
  const section = new Section("network");
  await loopback(section, "IPv4 loopback", InternetAddress.loopback(0), true);
  await loopback(section, "IPv6 loopback", Internet6Address.loopback(0), false);
  // Addresses of documentation (RFC 5737, RFC 3849): nobody's.
  route(section, "IPv4 route", InternetAddress.from("192.0.2.1", 9));
  route(section, "IPv6 route", Internet6Address.from("2001:db8::1", 9));
  dualStack(section);
  abstractNames(section);
  return section.findings;
}
