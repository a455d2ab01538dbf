/** Tests whose subject is otherwise on Windows, or in wine, and why: see windows.ts. */
export interface Difference {
  /** The test file, without its endings. */
  readonly file: string;
  readonly title: string | RegExp;
  readonly reason: string;
}

export const differences: readonly Difference[] = [];
