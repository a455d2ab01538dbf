/** What an emulator lacks: found by trying, and only where the tests run in one. */
import { SocketCondition } from "berkeley-sockets";
import { emulated } from "./runtime.ts";

/** The reason to skip what the emulator does not translate; `false` elsewhere, whatever comes of the attempt there. */
export function emulatorLacks(what: string, attempt: () => unknown): string | false {
  if (!emulated) return false;
  try {
    attempt();
    return false;
  } catch (error) {
    if (!(error instanceof SocketCondition)) throw error;
    return `the emulator has no ${what}: ${error.code}`;
  }
}
