import { unsupported } from "../../core/condition.ts";

/** ENOTSUP for a control message whose number this platform lacks. */
export function missing(name: string): never {
  throw unsupported("sendMessage", "sendmsg", name);
}
