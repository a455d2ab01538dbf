/**
 * sd-notify: tells the service manager how a service is doing, as systemd-notify(1) does: that it is ready, what it
 * is busy with, which process counts, and descriptors that it is to keep. Then it waits until the manager has dealt
 * with all of that.
 *
 *     node build/examples/sd-notify.js --ready --status "serving" --mainpid 123
 *     node build/examples/sd-notify.js --fd 3 --fdname log WATCHDOG=1 3>>log.txt
 *
 * The manager's socket stands in the variable NOTIFY_SOCKET; sd-notify-server.ts is a manager to try it with.
 */
import { parseArgs } from "node:util";
import { pollSockets, Socket, SocketDomain, SocketType, UnixAddress, WouldBlock } from "berkeley-sockets";
import { SO_SNDTIMEO } from "berkeley-sockets/options";

const usage = `usage: sd-notify [OPTION...] [VARIABLE=VALUE...]

  --ready           the service has started
  --status TEXT     what it is doing
  --mainpid PID     its main process
  --fd FD           a descriptor to keep for it; may be repeated
  --fdname NAME     what to call the descriptors
  --no-block        do not wait until the manager has dealt with it
  --help            this text`;

const patience = 5000;

function managerOf(name: string | undefined): Socket {
  if (name === undefined || name === "") throw new RangeError("NOTIFY_SOCKET is not set: there is no manager to tell");
  const socket = Socket.create(SocketDomain.unix, SocketType.datagram);
  socket.setNonblocking(false);
  socket.setOption(SO_SNDTIMEO, patience); // for as long it waits while the manager's queue is full
  socket.connect(UnixAddress.parse(name));
  return socket;
}

function tell(manager: Socket, text: string, descriptors: readonly (number | Socket)[]): void {
  // Who sends it, the kernel adds by itself.
  const control = descriptors.length === 0 ? [] : [{ kind: "rights", descriptors } as const];
  const sent = manager.sendMessage({ data: Buffer.from(text), control });
  if (sent instanceof WouldBlock) throw new RangeError(`the manager took nothing for ${patience / 1000} s`);
}

/**
 * The manager serves its messages in order, and closes the descriptor that comes with a barrier. Once nobody has the
 * other end any more, all messages before the barrier have been dealt with.
 */
function passBarrier(manager: Socket): void {
  const [mine, theirs] = Socket.pair(SocketDomain.unix, SocketType.stream);
  tell(manager, "BARRIER=1", [theirs]);
  theirs.close();
  // Nothing is asked for: poll(2) tells a hang-up unasked.
  const [hungUp] = pollSockets([{ socket: mine }], patience);
  mine.close();
  if (hungUp === undefined) throw new RangeError(`the manager did not pass the barrier within ${patience / 1000} s`);
}

/** A number that stands for a process or a descriptor. */
function numberOf(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new RangeError(`--${name} must be a number, not ${text}`);
  return Number(text);
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ready: { type: "boolean" },
      status: { type: "string" },
      mainpid: { type: "string" },
      fd: { type: "string", multiple: true, default: [] },
      fdname: { type: "string" },
      "no-block": { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }

  const descriptors = values.fd.map((text) => numberOf("fd", text));
  const lines = [...positionals];
  if (values.ready) lines.push("READY=1");
  if (values.status !== undefined) lines.push(`STATUS=${values.status}`);
  if (values.mainpid !== undefined) lines.push(`MAINPID=${numberOf("mainpid", values.mainpid)}`);
  if (descriptors.length > 0) lines.push("FDSTORE=1");
  if (values.fdname !== undefined) lines.push(`FDNAME=${values.fdname}`);
  const wrong = lines.find((line) => !/^\w+=[^\n]*$/.test(line));
  if (wrong !== undefined) throw new RangeError(`not of the form VARIABLE=VALUE: ${wrong}`);
  if (lines.length === 0) throw new RangeError(`nothing to tell\n${usage}`);

  const manager = managerOf(process.env["NOTIFY_SOCKET"]);
  tell(manager, lines.join("\n"), descriptors);
  if (!values["no-block"]) passBarrier(manager);
  manager.close();
}

try {
  main();
} catch (error) {
  // What the user or the system brought about has a code, or is about a value.
  if (!(error instanceof Error && ("code" in error || error instanceof RangeError))) throw error;
  console.error(`sd-notify: ${error.message}`);
  process.exitCode = 1;
}
