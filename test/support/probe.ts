/** What this machine has: each probe gives the reason to skip a test, or `false`. */
import { spawnSync } from "node:child_process";
import { interfaceNames, Socket, SocketCondition, SocketDomain, SocketType } from "berkeley-sockets";

/** What programs not ours are started with: without the sanitizers' libraries, under which some never end. */
export const foreignEnv: NodeJS.ProcessEnv = { ...process.env, LD_PRELOAD: "" };

/** Skips without a program. */
export function withoutProgram(name: string, ...args: string[]): string | false {
  return spawnSync(name, args.length > 0 ? args : ["--version"], { stdio: "ignore", env: foreignEnv }).error ===
    undefined
    ? false
    : `${name} is not installed`;
}

/** Skips without IPv6. */
export function withoutIpv6(): string | false {
  try {
    Socket.create(SocketDomain.internet6, SocketType.stream).close();
    return false;
  } catch (error) {
    return `no IPv6 here: ${error instanceof SocketCondition ? error.code : String(error)}`;
  }
}

/** Skips where the kernel makes no such sockets. */
export function withoutKind(domain: SocketDomain, type: SocketType): string | false {
  try {
    Socket.create(domain, type).close();
    return false;
  } catch (error) {
    return `no ${domain} ${type} here: ${error instanceof SocketCondition ? error.code : String(error)}`;
  }
}

export const notRoot: string | false = process.getuid?.() === 0 ? false : "needs root";
export const notLinux: string | false = process.platform === "linux" ? false : "Linux alone has it";
/** What the loopback interface is called here: "lo" on Linux. */
export const loopbackInterface: string = interfaceNames().find((name) => name.startsWith("lo")) ?? "lo";
