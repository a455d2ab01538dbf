/** The strings that resp-server.ts beside it keeps, and until when. */

export interface Entry {
  readonly value: string;
  /** When it ends, in milliseconds since 1970. */
  readonly expires: number;
}

export const never: number = Number.POSITIVE_INFINITY;
const entries = new Map<string, Entry>();
/** Keys that may expire. What nobody asks for any more is removed from time to time. */
const mortal = new Set<string>();

export function find(key: string): Entry | undefined {
  const entry = entries.get(key);
  if (entry === undefined || entry.expires === never || entry.expires > Date.now()) return entry;
  remove(key);
  return undefined;
}

export function put(key: string, value: string, expires: number = never): void {
  entries.set(key, { value, expires });
  if (expires !== never) mortal.add(key);
  else if (mortal.size > 0) mortal.delete(key);
}

export function remove(key: string): boolean {
  mortal.delete(key);
  return entries.delete(key);
}

setInterval(() => {
  for (const key of mortal) find(key);
}, 1000).unref();
