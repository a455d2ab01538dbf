/** Numbers as they come, by measure, driver and runtime; and what a result says of a runtime. */
import type { Runtime } from "./machine.ts";
import type { ServersResult } from "./results.ts";

export class Rounds {
  readonly #numbers = new Map<string, Map<string, Map<string, number[]>>>();

  /** Plain C has no runtime: its numbers go to all. */
  note(runtimes: readonly Runtime[], measure: string, driver: string, value: number): void {
    for (const { id } of runtimes) {
      const measures = this.#numbers.get(id) ?? new Map<string, Map<string, number[]>>();
      const drivers = measures.get(measure) ?? new Map<string, number[]>();
      const list = drivers.get(driver) ?? [];
      list.push(Number(value.toPrecision(5)));
      this.#numbers.set(id, measures.set(measure, drivers.set(driver, list)));
    }
  }

  of({ id }: Runtime): ServersResult["measures"] {
    const measures = [...(this.#numbers.get(id) ?? [])];
    return measures.map(([name, drivers]) => ({ name, rounds: Object.fromEntries(drivers) }));
  }
}
