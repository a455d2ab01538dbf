/** As much of Deno as its server here uses. */

export interface DenoConnection {
  /** How many bytes were read; `null` at the end. */
  read(into: Uint8Array): Promise<number | null>;
  /** How many bytes were written. */
  write(data: Uint8Array): Promise<number>;
  close(): void;
}

interface Deno {
  listen(options: { readonly hostname: string; readonly port: number }): AsyncIterable<DenoConnection> & {
    readonly addr: { readonly port: number };
  };
}

const { Deno: found } = globalThis as { Deno?: Deno };
if (found === undefined) throw new Error("needs Deno");
export const deno: Deno = found;
