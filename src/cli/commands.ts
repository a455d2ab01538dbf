/** All commands, in the order of the help. Each is loaded when it is called: help needs no add-on. */
import type { Command } from "./command.ts";

export interface Entry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<{ readonly command: Command }>;
}

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
  { name: "options", summary: "every socket option and its value", load: () => import("./commands/options.ts") },
  {
    name: "doctor",
    summary: "what this platform offers, and what it lacks and why",
    load: () => import("./commands/doctor.ts"),
  },
  { name: "tour", summary: "the library at work, call by call", load: () => import("./commands/tour.ts") },
];

export function findCommand(name: string): Entry | undefined {
  return commands.find((entry) => entry.name === name);
}
