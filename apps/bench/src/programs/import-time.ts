/** import-time PACKAGE imports a package and prints the milliseconds that the import took. */
import process from "node:process";

const began = performance.now();
await import(process.argv[2] ?? "jobwire");
console.log(performance.now() - began);
