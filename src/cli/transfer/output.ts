import { write } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { isatty } from "node:tty";
import { promisify } from "node:util";

const writeSome = promisify(write);
const LONGEST_PAUSE = 20;

/** Whoever read our output has had enough: not an error. */
export class Enough extends Error {
  override readonly name = "Enough";
}

/** Where bytes go. */
export interface Output {
  readonly isTTY: boolean;
  /** Resolves when all is written: who waits for it cannot run ahead of the reader. */
  write(bytes: Uint8Array): Promise<void>;
  writeText(text: string): Promise<void>;
}

/**
 * Standard output, written on a thread. process.stdout would block the loop while a terminal or a file is
 * slow, and with it the other direction of a conversation.
 */
export class StandardOutput implements Output {
  readonly isTTY: boolean = isatty(1);

  async write(bytes: Uint8Array): Promise<void> {
    let pause = 1;
    for (let written = 0; written < bytes.length; ) {
      try {
        written += (await writeSome(1, bytes, written, bytes.length - written)).bytesWritten;
        pause = 1;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === "EPIPE") throw new Enough();
        if (code !== "EAGAIN") throw error;
        // A pipe in nonblocking mode: one that standard input shares with us, say.
        await setTimeout(pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE);
      }
    }
  }

  writeText(text: string): Promise<void> {
    return this.write(new TextEncoder().encode(text));
  }
}

/** What is received as events, for programs: bytes in hexadecimal, and as text where they are UTF-8. */
export class EventOutput implements Output {
  readonly isTTY: boolean = false;
  readonly #output: Output;

  constructor(output: Output) {
    this.#output = output;
  }

  async write(bytes: Uint8Array): Promise<void> {
    const event = {
      event: "received",
      length: bytes.length,
      bytes: Buffer.from(bytes).toString("hex"),
      text: textOf(bytes),
    };
    await this.writeText(`${JSON.stringify(event)}\n`);
  }

  writeText(text: string): Promise<void> {
    return this.#output.writeText(text);
  }
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
