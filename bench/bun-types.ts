/** As much of Bun as its servers here use. */

export interface BunSocket {
  /** The user's own. */
  data: Uint8Array | undefined;
  /** How many bytes were written; a negative number where it is closed. */
  write(data: Uint8Array): number;
  end(): void;
}

export interface BunDatagrams {
  readonly port: number;
  /** Whether there was room for it. */
  send(data: Uint8Array, port: number, address: string): boolean;
  sendMany(packets: readonly (Uint8Array | number | string)[]): number;
  close(): void;
}

interface Bun {
  gc(force: boolean): void;
  listen(options: {
    readonly hostname: string;
    readonly port: number;
    readonly backlog?: number;
    readonly socket: {
      open?(socket: BunSocket): void;
      data(socket: BunSocket, data: Uint8Array): void;
      drain?(socket: BunSocket): void;
      error(): void;
    };
  }): { readonly port: number };
  udpSocket(options: {
    readonly hostname: string;
    readonly port: number;
    readonly socket?: { data(socket: BunDatagrams, data: Uint8Array, port: number, address: string): void };
  }): Promise<BunDatagrams>;
}

const { Bun: found } = globalThis as { Bun?: Bun };
if (found === undefined) throw new Error("needs Bun");
export const bun: Bun = found;
