import { Socket } from "../bsd/socket.ts";
import { boolean, options as checkOptions, wrongValue } from "../core/check.ts";
import { SocketCondition } from "../core/condition.ts";

/** A socket that systemd, or another service manager, has passed on. */
export interface SystemdListener {
  /** As its unit's `FileDescriptorName=` has it; `unknown` where there are no names. */
  readonly name: string;
  readonly socket: Socket;
}

/** How they are taken. */
export interface SystemdListenersOptions {
  /** Whether the variables are removed, so that neither a child nor a second call meets them; `true` unless told. */
  readonly unsetEnvironment?: boolean | undefined;
}

/** Where the descriptors begin: SD_LISTEN_FDS_START. */
const FIRST = 3;
const VARIABLES = ["LISTEN_PID", "LISTEN_PIDFDID", "LISTEN_FDS", "LISTEN_FDNAMES"];

function number(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d{1,10}$/.test(text) || value > 0x7fff_ffff - FIRST) throw wrongValue(name, "a decimal number", text);
  return value;
}

/** The names of as many descriptors. */
function names(count: number): string[] {
  const text = process.env["LISTEN_FDNAMES"];
  if (text === undefined) return Array.from({ length: count }, () => "unknown");
  const list = text.split(":");
  if (list.length !== count) throw wrongValue("LISTEN_FDNAMES", `as many names as LISTEN_FDS says, ${count}`, text);
  return list;
}

function adopt(name: string, index: number): SystemdListener {
  try {
    return { name, socket: Socket.adopt(FIRST + index) };
  } catch (error) {
    if (!(error instanceof SocketCondition)) throw error;
    const { syscall, type } = error;
    const subject = `descriptor ${FIRST + index} of LISTEN_FDS (${name})`;
    throw new SocketCondition("systemdListeners", syscall, type, { subject, cause: error });
  }
}

/**
 * The sockets that a service manager has passed to this process, by the protocol of sd_listen_fds(3): of any
 * family and type, listening or not, in their order, with their names. They are close-on-exec from now on, and in
 * the mode that the manager gave them.
 *
 * None, when there are none or they are meant for another process. The variables are removed, of this thread's
 * environment, unless told otherwise: call it once, in the main thread.
 *
 * *Errors*: RangeError for variables that do not parse; EBADF or ENOTSOCK for a descriptor that is not there or
 * is no socket; EBUSY for one that a live socket owns. After any of them no descriptor and no variable was touched.
 *
 * @example
 * for (const { name, socket } of systemdListeners()) console.log(name, String(socket.localAddress));
 */
export function systemdListeners(options: SystemdListenersOptions = {}): SystemdListener[] {
  checkOptions("options", options, ["unsetEnvironment"]);
  const { unsetEnvironment = true } = options;
  boolean("options.unsetEnvironment", unsetEnvironment);
  const pid = number("LISTEN_PID");
  const count = (pid === process.pid ? number("LISTEN_FDS") : undefined) ?? 0;
  const listeners: SystemdListener[] = [];
  if (count > 0) {
    try {
      for (const [index, name] of names(count).entries()) listeners.push(adopt(name, index));
    } catch (error) {
      for (const { socket } of listeners) socket.detach();
      throw error;
    }
  }
  if (unsetEnvironment) for (const name of VARIABLES) delete process.env[name];
  return listeners;
}
