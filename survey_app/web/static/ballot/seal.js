// Sealed ballots, version 1: every ballot has the same size, and only a custodian's key opens it.
//
// version 1 | stratum 2 | two wraps of the AES key, 384 each | AES-256-GCM of the padded payload, 4096 + 16

import { Refusal, digest, fromPem, hex, joined, random, rawHash, twoBytes, utf8 } from "./bytes.js";
import { canonical } from "./canonical.js";

const WRAP = 384;
const WRAPS = 2;
const PADDED = 4096;
export const SIZE = 3 + WRAPS * WRAP + PADDED + 16;
export const LONGEST_PAYLOAD = PADDED - 1;

// Return a sealed ballot. payload: bytes; keys: the tally keys (PEM) of one or two custodians, as in the manifest.
export async function seal(payload, { stratum, hash, keys, draw = random }) {
  if (keys.length < 1 || keys.length > WRAPS) throw new Refusal("tally-keys");
  if (payload.length > LONGEST_PAYLOAD) throw new Refusal("ballot-too-large");
  const number = twoBytes(stratum);
  const secret = draw(32); // a fresh key each, so the IV may be twelve zero bytes
  const wraps = await Promise.all(keys.map((key) => wrap(secret, key)));
  while (wraps.length < WRAPS) wraps.push(draw(WRAP));
  const padded = new Uint8Array(PADDED);
  padded.set(payload);
  padded[payload.length] = 0x80;
  const aes = await crypto.subtle.importKey("raw", secret, "AES-GCM", false, ["encrypt"]);
  const way = { name: "AES-GCM", iv: new Uint8Array(12), additionalData: joined(rawHash(hash), number) };
  const closed = new Uint8Array(await crypto.subtle.encrypt(way, aes, padded));
  secret.fill(0);
  padded.fill(0);
  return joined(Uint8Array.of(1), number, ...wraps, closed);
}

// Return the bytes of the payload {v, items, texts} as the server writes it: keys sorted, no spaces.
export const payloadOf = (items, texts) => utf8(canonical({ v: 1, items, texts }));

// Return the sha256 of a sealed ballot in hexadecimal: what the published list of receipts holds.
export const receiptOf = async (ballot) => hex(await digest("SHA-256", ballot));

async function wrap(secret, pem) {
  const way = { name: "RSA-OAEP", hash: "SHA-256" };
  let wrapped, exponent;
  try {
    const key = await crypto.subtle.importKey("spki", fromPem(pem), way, true, ["encrypt"]);
    exponent = (await crypto.subtle.exportKey("jwk", key)).e;
    wrapped = new Uint8Array(await crypto.subtle.encrypt(way, key, secret));
  } catch {
    throw new Refusal("tally-keys");
  }
  if (wrapped.length !== WRAP || exponent !== "AQAB") throw new Refusal("tally-keys");
  return wrapped;
}
