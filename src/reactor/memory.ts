/**
 * Memory that users see views of and C writes to: at an address that stays, and that nobody can take away, as a transfer
 * would take an ordinary array's: a WebAssembly memory that never grows.
 */
export function lastingBytes(size: number): Uint8Array<ArrayBuffer> {
  const { WebAssembly: assembly } = globalThis as unknown as {
    WebAssembly?: { Memory: new (limits: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer } };
  };
  // Without a just-in-time compiler there is none; C looks where its memory is at each crossing.
  if (assembly === undefined) return new Uint8Array(size);
  const pages = Math.ceil(size / 65536);
  return new Uint8Array(new assembly.Memory({ initial: pages, maximum: pages }).buffer, 0, size);
}
