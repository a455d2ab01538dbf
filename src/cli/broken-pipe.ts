/** Nobody reads our output any more. */

const SIGPIPE_STATUS = 141;

/**
 * Ends as other programs do: by SIGPIPE. Node ignores that signal; it gets its usual meaning back when the last
 * listener to it goes.
 */
export function endByBrokenPipe(): void {
  process.once("SIGPIPE", () => undefined);
  process.removeAllListeners("SIGPIPE");
  process.kill(process.pid, "SIGPIPE");
  // Where the signal is blocked, or does not end the process.
  process.exit(SIGPIPE_STATUS);
}
