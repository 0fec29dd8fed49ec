// Answers one JSON call a line: node as the browser's stand-in.
import { webcrypto } from "node:crypto";
import { createInterface } from "node:readline";

globalThis.crypto ??= webcrypto; // node 18 keeps it out of sight
const { call } = await import("./harness.js");
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await call(...JSON.parse(line))));
}
