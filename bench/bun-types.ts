/** As much of Bun as its servers here use. */

export interface BunSocket {
  write(data: Uint8Array): number;
  end(): void;
}

export interface BunDatagrams {
  readonly port: number;
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
      error(): void;
    };
  }): { readonly port: number };
  udpSocket(options: {
    readonly hostname: string;
    readonly port: number;
    readonly socket?: { data(socket: BunDatagrams, data: Uint8Array): void };
  }): Promise<BunDatagrams>;
}

const { Bun: found } = globalThis as { Bun?: Bun };
if (found === undefined) throw new Error("needs Bun");
export const bun: Bun = found;
