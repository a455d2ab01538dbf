/** All commands, in the order of the help. Each is loaded when it is called: help needs no add-on. */
import type { Entry } from "./command.ts";

export const commands: readonly Entry[] = [
  {
    name: "connect",
    summary: "connect, and talk through stdin and stdout",
    load: () => import("./commands/connect.ts"),
  },
  {
    name: "listen",
    summary: "wait for a connection, and talk through stdin and stdout",
    load: () => import("./commands/listen.ts"),
  },
  { name: "echo", summary: "a bot that echoes lines to all who come", load: () => import("./commands/echo.ts") },
  {
    name: "resolve",
    summary: "the addresses of a host, as getaddrinfo(3) gives them",
    load: () => import("./commands/resolve.ts"),
  },
  { name: "protocols", summary: "the protocol database", load: () => import("./commands/protocols.ts") },
  { name: "services", summary: "the service database", load: () => import("./commands/services.ts") },
  {
    name: "interfaces",
    summary: "this machine's network interfaces and their addresses",
    load: () => import("./commands/interfaces.ts"),
  },
  { name: "ping", summary: "is a host there, and how far away", load: () => import("./commands/ping.ts") },
  { name: "trace", summary: "the routers on the way to a host", load: () => import("./commands/trace.ts") },
  {
    name: "monitor",
    summary: "changes of interfaces, addresses and routes, as they happen",
    load: () => import("./commands/monitor.ts"),
  },
  { name: "sniff", summary: "packets, as they pass", load: () => import("./commands/sniff.ts") },
  { name: "stat", summary: "a TCP connection over time", load: () => import("./commands/stat.ts") },
  { name: "bench", summary: "load an echo server, and see what it takes", load: () => import("./commands/bench.ts") },
  {
    name: "top",
    summary: "this machine's TCP and UDP sockets by what they move",
    load: () => import("./commands/top.ts"),
  },
  { name: "notify", summary: "tell the service manager, as sd_notify(3)", load: () => import("./commands/notify.ts") },
  { name: "options", summary: "every socket option and its value", load: () => import("./commands/options.ts") },
  {
    name: "doctor",
    summary: "what this platform offers, and what it lacks and why",
    load: () => import("./commands/doctor.ts"),
  },
  { name: "tour", summary: "the library at work, call by call", load: () => import("./commands/tour.ts") },
  {
    name: "completion",
    summary: "a script with which a shell completes bsock's words",
    load: () => import("./commands/completion.ts"),
  },
];

export function findCommand(name: string): Entry | undefined {
  return commands.find((entry) => entry.name === name);
}
