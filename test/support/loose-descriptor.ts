/** Descriptors that are nobody's: numbers that the runtime's own modules have not in a table. */
import { closeSync, existsSync, openSync, statSync, writeFileSync, writeSync } from "node:fs";
import { Socket, SocketDomain, SocketType } from "berkeley-sockets";
import { closeFd } from "berkeley-sockets/simple";
import { done } from "./expect.ts";
import { descriptorsOf } from "./messages.ts";
import { onDeno } from "./runtime.ts";

export const isOpen = (fd: number): boolean => existsSync(`/proc/self/fd/${fd}`);

export const isCharacterDevice = (fd: number): boolean => statSync(`/proc/self/fd/${fd}`).isCharacterDevice();

/**
 * Opens a file. Deno's node:fs takes its descriptors for its own: it closes one that another has closed, once the
 * number is used again. So there it is a duplicate, which came with a message.
 */
export function openLoose(path: string): number {
  const fd = openSync(path, "r");
  if (!onDeno) return fd;
  const [near, far] = Socket.pair(SocketDomain.unix, SocketType.datagram);
  try {
    near.sendMessage({ data: new Uint8Array(1), control: [{ kind: "rights", descriptors: [fd] }] });
    const [received] = descriptorsOf(done(far.receiveMessage({ size: 1 })));
    if (received === undefined) throw new Error("no descriptor came");
    return received.take();
  } finally {
    closeSync(fd);
    near.close();
    far.close();
  }
}

/** Writes by one. */
export function writeLoose(fd: number, text: string): void {
  if (onDeno) writeFileSync(`/proc/self/fd/${fd}`, text);
  else writeSync(fd, text);
}

/** Closes one. Deno's node:fs would not: the number is not its own. */
export function closeLoose(fd: number): void {
  if (!closeFd(fd)) throw new Error(`descriptor ${fd} does not close`);
}
