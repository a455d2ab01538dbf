/** A child that is asked and answers by lines. One of its lines says that it is ready. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** What a line tells of where the child is to be found, if it says that it is ready. */
export type Greeting = (line: string) => string | undefined;

/** "ready", and of a server its port. */
const ready: Greeting = (line) => /^ready\b ?(.*)$/.exec(line)?.[1];

export class LineProcess {
  readonly name: string;
  readonly pid: number;
  /** What it said when it was ready: of a server, its port. */
  readonly greeting: string;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(name: string, child: ChildProcess, lines: AsyncIterator<string>, greeting: string) {
    this.name = name;
    this.pid = child.pid ?? 0;
    this.greeting = greeting;
    this.#child = child;
    this.#lines = lines;
  }

  /** Starts the process and waits until it is ready. */
  static async start(name: string, command: readonly string[], greeting: Greeting = ready): Promise<LineProcess> {
    const [program = "", ...args] = command;
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    let last = "";
    for (;;) {
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`${name} is not ready: ${last}`);
      const said = greeting(value);
      if (said !== undefined) return new LineProcess(name, child, lines, said);
      last = value;
    }
  }

  async ask(question: string): Promise<string> {
    this.#child.stdin?.write(`${question}\n`);
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error(`${this.name} ended early, asked ${question}`);
    return value;
  }

  /** Ends the process, also one that blocks and cannot see its input end. */
  stop(): void {
    this.#child.kill("SIGKILL");
  }
}
