/**
 * What went wrong, in one line. It knows conditions by their members, not by their classes: those cannot be
 * had when it is the add-on that is missing.
 */

interface Condition extends Error {
  readonly syscall: string;
  readonly code: string;
}

function isCondition(error: unknown): error is Condition {
  return error instanceof Error && "who" in error && "syscall" in error;
}

/** A failure as one line: a condition's own message; for several addresses that failed, those of all. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (isCondition(error)) {
    const tried = "errors" in error ? (error.errors as readonly unknown[]) : undefined;
    if (tried !== undefined && tried.length > 1) return tried.map(messageOf).join("; ");
    // A failed lookup's own condition says whom it was about.
    return tried?.length === 0 && isCondition(error.cause) ? error.cause.message : error.message;
  }
  if ("syscall" in error && "code" in error) {
    // Node's own system errors say the same in more words.
    const path = "path" in error ? ` ${error.path}` : "";
    return `${error.syscall} ${error.code}${path}`;
  }
  const lines = error.message.split("\n").map((line) => line.trim());
  // That there is no add-on is told with all that was tried, a line each.
  return lines[0]?.startsWith("berkeley-sockets: ") ? lines.join("; ") : (lines[0] as string);
}
