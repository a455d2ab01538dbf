/**
 * Who owns a descriptor. A socket or received descriptor that owns one stands in C's table, which closes
 * what is left when the environment ends, and in the collector's registry, which closes what a program
 * forgot and says so.
 */
import { SocketCondition } from "../core/condition.ts";
import { EINPROGRESS, EINTR } from "../core/errno.ts";
import { readUnsigned, sizeOf, systemLayout } from "../core/struct.ts";
import { required } from "../sys/constants.ts";
import { adjustMemory, disown, own } from "../sys/descriptors.ts";
import { closeOnThread, endJob, system } from "../sys/system.ts";
import { evict } from "./eviction.ts";
import { READABLE, waitUntil } from "./wait.ts";

/** What the kernel may hold for a socket, as the collector is told: enough to make it look in time. */
const KERNEL_MEMORY = 65536;

/** How long a program must live on, in milliseconds, to be warned of what it forgot. */
const WARNING_DELAY = 200;

/** What is kept of a socket that may be forgotten: the descriptor alone where there is nothing else to keep. */
type Held = number | { readonly fd: number; readonly heavy: boolean; readonly birthplace: string | undefined };

const tracing = process.env["BERKELEY_TRACE_LEAKS"] === "1";

/** A registry of what owns descriptors: closes what was forgotten, and warns. */
function leakRegistry(noun: string, advice: string, type: string, code: string): FinalizationRegistry<Held> {
  const warned = new Set<string | undefined>();
  return new FinalizationRegistry<Held>((held) => {
    const { fd, heavy, birthplace } =
      typeof held === "number" ? { fd: held, heavy: false, birthplace: undefined } : held;
    evict(fd);
    closeNow(fd);
    if (heavy) adjustMemory(-KERNEL_MEMORY);
    // Once for all when there is nothing more to tell, once for each birthplace when there is.
    if (warned.has(birthplace)) return;
    warned.add(birthplace);
    const told = `A ${noun} was garbage-collected while it was open; its descriptor was closed.`;
    const warning =
      birthplace === undefined
        ? `${told} ${advice} BERKELEY_TRACE_LEAKS=1 shows where they were created.`
        : `${told} It was created\n${birthplace}`;
    // Of a program that is at its end, whose descriptors are closed for it, the collector may run once more.
    setTimeout(() => process.emitWarning(warning, { type, code }), WARNING_DELAY).unref();
  });
}

const sockets = leakRegistry(
  "Socket",
  "Close sockets with close() or `using`.",
  "SocketLeakWarning",
  "BERKELEY_SOCKET_LEAK",
);
const descriptors = leakRegistry(
  "ReceivedDescriptor",
  "Take descriptors that are received, or close them with close() or `using`.",
  "DescriptorLeakWarning",
  "BERKELEY_DESCRIPTOR_LEAK",
);

function birthplace(): string | undefined {
  if (!tracing) return undefined;
  const lines = new Error().stack?.split("\n").slice(1) ?? [];
  // Our own frames say nothing about the program's leak.
  const here = lines[0]?.match(/(file:\/\/[^:]+|\/[^:]+):/)?.[1];
  const foreign = here === undefined ? -1 : lines.findIndex((line) => !line.includes(here));
  return lines.slice(Math.max(foreign, 0)).join("\n");
}

/** Enters a socket whose descriptor C's table already has. `heavy` sockets count for the collector. */
export function watchLeaks(socket: object, fd: number, heavy: boolean): void {
  sockets.register(socket, heavy || tracing ? { fd, heavy, birthplace: birthplace() } : fd, socket);
  if (heavy) adjustMemory(KERNEL_MEMORY);
}

/** Undoes {@link watchLeaks}. */
export function unwatchLeaks(socket: object, heavy: boolean): void {
  sockets.unregister(socket);
  if (heavy) adjustMemory(-KERNEL_MEMORY);
}

/** Enters a received descriptor whose number C's table already has. It counts for the collector. */
export function watchDescriptor(owner: object, fd: number): void {
  descriptors.register(owner, { fd, heavy: true, birthplace: birthplace() }, owner);
  adjustMemory(KERNEL_MEMORY);
}

/** Undoes {@link watchDescriptor}. */
export function unwatchDescriptor(owner: object): void {
  descriptors.unregister(owner);
  adjustMemory(-KERNEL_MEMORY);
}

/** Takes a descriptor that was made elsewhere: EBADF, or EBUSY when a live socket owns it already. */
export function claim(who: string, fd: number): void {
  const result = own(fd);
  if (result < 0) throw new SocketCondition(who, "fcntl", -result, { subject: `descriptor ${fd}` });
}

/** Gives a descriptor back to the program. */
export function renounce(fd: number): void {
  disown(fd);
}

const LINGER = sizeOf(systemLayout, "linger");

/** Whether close(2) might wait: SO_LINGER is on, for longer than no time. */
export function lingers(fd: number): boolean {
  const bytes = new Uint8Array(LINGER);
  if (system.getOption(fd, required("SOL_SOCKET"), required("SO_LINGER"), bytes, LINGER) < 0) return false;
  return (
    readUnsigned(systemLayout, bytes, "linger.l_onoff") !== 0 &&
    readUnsigned(systemLayout, bytes, "linger.l_linger") > 0
  );
}

/** Closes: 0 or -errno. An interrupted close has closed. */
export function closeNow(fd: number): number {
  const result = system.close(fd);
  return result === -EINTR || result === -EINPROGRESS ? 0 : result;
}

/** Closes a lingering socket on a thread and waits for that in slices, as every wait here. */
export function closeLingering(fd: number): number {
  const job = closeOnThread(fd);
  if (job < 0) return closeNow(fd);
  let result = 0;
  try {
    waitUntil("close", job, READABLE, Number.POSITIVE_INFINITY);
  } finally {
    // Also when poll failed: the job's descriptor would stay open.
    result = endJob(job);
  }
  return result;
}
