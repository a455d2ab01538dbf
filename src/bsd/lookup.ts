/**
 * What every lookup of the resolver does: run where it may wait, on a thread of its own, and wait for it
 * in slices; turn the resolver's numbers into conditions.
 */
import { AddressInfoCondition, SocketCondition } from "../core/condition.ts";
import { constants } from "../sys/constants.ts";
import { detail } from "../sys/frame.ts";
import { endJob, takeAnswer } from "../sys/system.ts";
import { READABLE, waitUntil } from "./wait.ts";

/** The bytes of a lookup's answer. `start` gives a descriptor when `onThread`, else the answer's length. */
export function lookUp(
  who: string,
  syscall: string,
  subject: string,
  onThread: boolean,
  start: () => number,
): Uint8Array<ArrayBuffer> {
  let result = start();
  if (onThread && result >= 0) {
    waitUntil(who, result, READABLE, Number.POSITIVE_INFINITY);
    result = endJob(result);
  }
  if (result >= 0) return takeAnswer(result);
  const eai = detail();
  if (eai === 0 || eai === constants.EAI_SYSTEM) throw new SocketCondition(who, syscall, -result, { subject });
  throw new AddressInfoCondition(who, syscall, eai, { subject });
}
