import { isatty } from "node:tty";
import { complain } from "../notes.ts";

const INTERVAL = 250;
const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

/** A number of bytes as people read it. */
export function tellBytes(count: number): string {
  let value = count;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

/** How far a transfer is, and how it went. */
export function tellProgress(sent: number, received: number, milliseconds: number): string {
  const seconds = Math.max(milliseconds, 1) / 1000;
  const clock = `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  const rate = tellBytes((sent + received) / seconds);
  return `sent ${tellBytes(sent)}, received ${tellBytes(received)}, ${rate}/s, ${clock}`;
}

/** A line on stderr that says how the transfer goes, where somebody sees it. */
export class Progress {
  readonly #start: number = performance.now();
  readonly #shown: boolean;
  #sent = 0;
  #received = 0;
  #timer: NodeJS.Timeout | undefined;
  #drawn = false;

  /** `wanted` is whether there is a transfer to watch rather than a conversation. */
  constructor(wanted: boolean) {
    this.#shown = wanted && isatty(2);
    if (this.#shown) this.#timer = setInterval(() => this.#draw(), INTERVAL).unref();
  }

  sent(count: number): void {
    this.#sent += count;
  }

  received(count: number): void {
    this.#received += count;
  }

  /** The bytes of both directions. */
  get totals(): { readonly sent: number; readonly received: number } {
    return { sent: this.#sent, received: this.#received };
  }

  /** Makes room for other text on the terminal. */
  clear(): void {
    if (!this.#drawn) return;
    this.#drawn = false;
    complain("\r\u001b[K");
  }

  /** Stops, and says how it went. */
  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.clear();
    if (this.#shown && this.#sent + this.#received > 0) complain(`${this.#text()}\n`);
  }

  #text(): string {
    return tellProgress(this.#sent, this.#received, performance.now() - this.#start);
  }

  #draw(): void {
    this.#drawn = true;
    complain(`\r${this.#text()}\u001b[K`);
  }
}
