// util.inspect.custom, without the price of importing node:util.
const CUSTOM = Symbol.for("nodejs.util.inspect.custom");

/** Says how console.log and the REPL show the instances of a class, from its static block. */
export function showAs<T extends object>(type: abstract new (...args: never[]) => T, text: (value: T) => string): void {
  Object.defineProperty(type.prototype, CUSTOM, {
    value(this: T): string {
      return text(this);
    },
  });
}
