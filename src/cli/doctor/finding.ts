/** What the doctor finds. */

/** It is there; the platform lacks it, which is no fault; it should work and does not. */
export type State = "ok" | "lacks" | "fails";

export interface Finding {
  readonly section: string;
  readonly name: string;
  readonly state: State;
  readonly detail: string;
  /** Why it is lacking, or fails. */
  readonly why?: string;
}

/** Findings of one section, in their order. */
export class Section {
  readonly findings: Finding[] = [];
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  ok(name: string, detail: string, why?: string): void {
    this.#add(name, "ok", detail, why);
  }

  lacks(name: string, detail: string, why: string): void {
    this.#add(name, "lacks", detail, why);
  }

  fails(name: string, detail: string, why: string): void {
    this.#add(name, "fails", detail, why);
  }

  #add(name: string, state: State, detail: string, why: string | undefined): void {
    this.findings.push({ section: this.#name, name, state, detail, ...(why === undefined ? {} : { why }) });
  }
}
