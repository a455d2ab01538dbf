/** Whether, and how, text is painted. */

/** A terminal, or anything else that text is written to. */
export interface Canvas {
  readonly isTTY?: boolean;
  hasColors?(): boolean;
}

/** FORCE_COLOR decides, then NO_COLOR, then the terminal: the order that Node itself keeps. */
export function wantsColours(canvas: Canvas, env: NodeJS.ProcessEnv): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no } = env;
  if (force !== undefined) return force !== "0" && force !== "false";
  if (no !== undefined && no !== "") return false;
  return canvas.isTTY === true && canvas.hasColors?.() === true;
}

/** Ink by its code in ECMA-48: bold, dim, the colours. */
export type Ink = "1" | "2" | "31" | "32" | "33" | "35" | "36" | "1;31" | "1;36";

/** Paints text, or leaves it as it is. */
export type Paint = (ink: Ink | undefined, text: string) => string;

export function painter(colours: boolean): Paint {
  return (ink, text) => (colours && ink !== undefined && text !== "" ? `\u001b[${ink}m${text}\u001b[0m` : text);
}
