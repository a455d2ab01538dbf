/** What is said on stderr. */
import { writeSync } from "node:fs";

/** Writes to stderr what there is room for; nobody may be reading. */
export function complain(text: string): void {
  try {
    // Not process.stderr: it would put a pipe that stdout shares into nonblocking mode.
    writeSync(2, text);
  } catch {
    // There is nowhere left to say it.
  }
}

/** One line, under our name. */
export function note(text: string): void {
  complain(`bsock: ${text}\n`);
}
