/** What a refused call would have needed, and how to do without it. */

interface Refused extends Error {
  readonly code: string;
  readonly syscall: string;
  readonly port?: number;
}

function isRefused(error: unknown): error is Refused {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as Partial<Refused>;
  return (code === "EPERM" || code === "EACCES") && syscall !== undefined;
}

/** A refusal for lack of a privilege, in full words. */
export class Unprivileged extends Error {
  override readonly name = "Unprivileged";

  /** `needs` says which privilege, `without` what can be done without it. */
  constructor(refusal: Error, needs: string, without: string) {
    super(`${refusal.message.split("\n", 1)[0]}: ${needs}. Without it: ${without}`);
    this.cause = refusal;
  }
}

/** Makes a call; a refusal for lack of a privilege becomes words that say which, and the way without. */
export function privileged<T>(needs: string, without: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw isRefused(error) ? new Unprivileged(error, needs, without) : error;
  }
}

const FIRST_FREE_PORT = 1024;

/** What to say behind a failure's own words: nothing, mostly. */
export function hintOf(error: unknown): string {
  if (!isRefused(error) || error.syscall !== "bind") return "";
  if (error.port === undefined || error.port === 0 || error.port >= FIRST_FREE_PORT) return "";
  return (
    ": ports below net.ipv4.ip_unprivileged_port_start need CAP_NET_BIND_SERVICE. " +
    `Without it: a port from ${FIRST_FREE_PORT} on, or that sysctl set lower`
  );
}
