/** Imports what it is told to, and says how many milliseconds that took. */
const [specifier = ""] = process.argv.slice(2);
const start = performance.now();
await import(specifier);
console.log(performance.now() - start);
