import { errnoName } from "../../core/errno.ts";

/**
 * That the receiver's queue is full: nothing was sent, and `writable` will tell when there is room again. `errno` is
 * 1, as the npm package has it, and the system's own word is in `code`.
 */
export class CongestionError extends Error {
  readonly code: string;
  readonly errno = 1;
  readonly syscall = "send";

  constructor(type: number) {
    super("congestion");
    this.code = errnoName(type);
  }
}
