/**
 * A name server of a test's own, on loopback, and programs that ask it: they run in a mount namespace whose
 * resolv.conf names it. How it answers stands in the name that is asked for.
 */
import type { ChildProcess } from "node:child_process";
import { createSocket, type Socket as DatagramSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnBehind } from "./child.ts";
import { notRoot, withoutProgram } from "./probe.ts";

/** Skips where there can be no such server. */
export const withoutNameServer: string | false = notRoot || withoutProgram("unshare");

const A = 1;
const AAAA = 28;

/**
 * What a label of a name asks for: `a1-127x0x0x1` answers a question for A after 1 ms with this address,
 * `q1-_` the one for AAAA with ::1; in place of a number, `held` answers when told to; more addresses follow, joined by `-`. What is not asked for is never
 * answered; `none` answers that there are none.
 */
interface Answer {
  /** In milliseconds; not a number: until `release`. */
  readonly delay: number;
  readonly addresses: readonly Uint8Array[];
}

function answerFor(labels: readonly string[], type: number): Answer | undefined {
  const label = labels.find((each) => each.startsWith(type === A ? "a" : type === AAAA ? "q" : "?"));
  if (label === undefined) return undefined;
  const [delay = "", ...texts] = label.slice(1).split("-");
  const addresses = texts
    .filter((text) => text !== "none")
    .map((text) =>
      type === A ? Uint8Array.from(text.split("x"), Number) : Uint8Array.from({ length: 16 }, (_, at) => +(at === 15)),
    );
  return { delay: Number(delay), addresses };
}

function respond(question: Buffer): { delay: number; message: Buffer } | undefined {
  const labels: string[] = [];
  let at = 12;
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.toString("latin1", at + 1, at + 1 + length));
    at += length + 1;
  }
  const type = question.readUInt16BE(at + 1);
  const answer = answerFor(labels, type);
  if (answer === undefined) return undefined;
  const header = Buffer.from(question.subarray(0, 12));
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(answer.addresses.length, 6);
  header.writeUInt16BE(0, 8);
  header.writeUInt16BE(0, 10);
  const records = answer.addresses.map((address) => {
    const record = Buffer.alloc(12);
    record.writeUInt16BE(0xc00c, 0);
    record.writeUInt16BE(type, 2);
    record.writeUInt16BE(1, 4);
    record.writeUInt16BE(address.length, 10);
    return Buffer.concat([record, address]);
  });
  return { delay: answer.delay, message: Buffer.concat([header, question.subarray(12, at + 5), ...records]) };
}

export interface NameServer {
  /** Resolves at the next question. */
  asked(): Promise<unknown>;
  /** Gives the answers that are held back; none is from then on. */
  release(): void;
  /** Runs a module given as text, which asks this server for names. */
  spawn(source: string, ...args: string[]): ChildProcess;
  close(): void;
}

/** Binds an address of 127/8 that nobody has: tests of the same file may run elsewhere on the machine. */
async function bind(): Promise<DatagramSocket> {
  for (;;) {
    const server = createSocket("udp4");
    const bound = once(server, "listening");
    const octets = Array.from({ length: 3 }, () => 1 + Math.floor(Math.random() * 250));
    server.bind(53, `127.${octets.join(".")}`);
    try {
      await bound;
      return server;
    } catch (error) {
      server.close();
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    }
  }
}

/** Starts the server. */
export async function startNameServer(): Promise<NameServer> {
  const server = await bind();
  const folder = mkdtempSync(join(tmpdir(), "bs-resolver-"));
  const { address } = server.address();
  writeFileSync(join(folder, "resolv.conf"), `nameserver ${address}\noptions timeout:30 attempts:1\n`);
  writeFileSync(join(folder, "nsswitch.conf"), "hosts: dns\n");
  const timers = new Set<NodeJS.Timeout>();
  let held: (() => void)[] | undefined = [];
  server.on("message", (question, from) => {
    const response = respond(question);
    if (response === undefined) return;
    const answer = (): void => server.send(response.message, from.port, from.address);
    if (!Number.isNaN(response.delay)) timers.add(setTimeout(answer, response.delay));
    else if (held !== undefined) held.push(answer);
    else answer();
  });
  return {
    release() {
      for (const answer of held ?? []) answer();
      held = undefined;
    },
    asked: () => once(server, "message"),
    spawn(source, ...args) {
      const mounts = ["resolv.conf", "nsswitch.conf"].map((name) => `mount --bind ${join(folder, name)} /etc/${name}`);
      return spawnBehind(mounts.join(" && "), source, { mounts: true, args });
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
}
