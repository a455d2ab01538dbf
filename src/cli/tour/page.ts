/** What a chapter writes on: each call is made, and noted with what came of it. */
import { Socket, SocketCondition, WouldBlock } from "../../index.ts";
import type { Row } from "./layout.ts";
import { tell } from "./tell.ts";

/** A part of the tour. */
export interface Chapter {
  readonly title: string;
  /** What there is to see, in one sentence. */
  readonly sentence: string;
  run(page: Page): void | Promise<void>;
}

/** The text of a call: the function's own, so that what is shown is what is run. */
function codeOf(action: () => unknown): string {
  return String(action)
    .replace(/^\(\)\s*=>\s*/, "")
    .replace(/\s+/g, " ")
    .replace(/,? ([)\]])/g, "$1")
    .replace(/([([]) /g, "$1");
}

export class Page {
  readonly rows: Row[] = [];
  readonly #sockets = new Set<Socket>();

  /** Makes a call and shows it with its value. A condition is shown too, and ends the chapter. */
  call<T>(action: () => T, show: (value: T) => string = tell): T {
    return this.#make("", action, show);
  }

  /** The same for a call whose value gets a name: `name` is what stands left of the `=`. */
  define<T>(name: string, action: () => T, show: (value: T) => string = tell): T {
    return this.#make(`const ${name} = `, action, show);
  }

  /** Makes a call that may be refused, and shows its value or its condition; gives the one or the other. */
  attempt<T>(action: () => T, show: (value: T) => string = tell): T | SocketCondition {
    try {
      return this.#make("", action, show);
    } catch (error) {
      if (error instanceof SocketCondition) return error;
      throw error;
    }
  }

  /** A remark on the calls that follow; each text is a paragraph. */
  note(...texts: string[]): void {
    this.rows.push({ kind: "note", texts });
  }

  /** Says what this machine lacks. */
  skip(text: string): void {
    this.rows.push({ kind: "skip", texts: [`skipped: ${text}`] });
  }

  /** Closes every socket that a call of the chapter gave. */
  close(): void {
    for (const socket of this.#sockets) socket.close();
  }

  #make<T>(left: string, action: () => T, show: (value: T) => string): T {
    const code = left + codeOf(action);
    try {
      const value = action();
      for (const item of Array.isArray(value) ? value : [value]) if (item instanceof Socket) this.#sockets.add(item);
      this.rows.push({ kind: blocks(value) ? "condition" : "value", code, result: show(value) });
      return value;
    } catch (error) {
      const result = `throws ${tell(error)}`;
      this.rows.push({ kind: "condition", code, result });
      throw error;
    }
  }
}

function blocks(value: unknown): boolean {
  return value instanceof WouldBlock || (Array.isArray(value) && value.some(blocks));
}
