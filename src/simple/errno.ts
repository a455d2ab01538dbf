let last = 0;

/** Keeps the error of a procedure that only says whether it succeeded. */
export function rememberErrno(type: number): void {
  last = type;
}

/**
 * The error number, positive, of the last procedure of this entry that gave `false`; 0 when none has. It is
 * this environment's own.
 */
export function getErrno(): number {
  return last;
}
