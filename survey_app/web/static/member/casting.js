// Collect and cast: the right to one ballot, then the sealed ballot. Either step may be repeated after a lost line.
//
// What must not be lost on the way (and nothing of it can be read: the ballot is sealed first) lies in `vault`, an
// object with read(), write(plain) and erase(). `ask(step, fields)` posts and returns what the server said.

import { blind, finalize, verify } from "../ballot/blind.js";
import { Refusal, base64, digest, fromBase64, joined, same, utf8 } from "../ballot/bytes.js";
import { stratumKey } from "../ballot/manifest.js";
import { newRight } from "../ballot/right.js";
import { receiptOf, seal } from "../ballot/seal.js";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const CHARACTERS = 12;
const SIGNATURE = 256;

// Bytes as the endpoints write them: base64 for addresses, without padding.
export const written = (bytes) => base64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
export const unwritten = (text) => {
  const plain = String(text).replace(/=+$/, "").replace(/-/g, "+").replace(/_/g, "/");
  return fromBase64(plain + "=".repeat((4 - (plain.length % 4)) % 4));
};

// Return {receipt, outcome} of a ballot sent in one visit. Called again after a failure it goes on where it stopped:
// the same request, the same ballot.
export async function send({ manifest, code, stratum, payload, ask, vault }) {
  let step = vault.read();
  if (!step) {
    const ballot = await sealed(manifest, stratum, payload);
    step = { ...(await asked(manifest, code, stratum)), ballot: written(ballot) };
    vault.write(step);
  }
  if (!step.signature) {
    const { ballot, ...request } = step;
    step = { ...(await collected(manifest, request, ask)), ballot };
    vault.write(step);
  }
  return handedIn(step, ask, vault);
}

// Return {hash, stratum, right, signature}: what a phone keeps between the collect days and the cast days.
export async function collect({ manifest, code, stratum, ask, vault }) {
  let step = vault.read();
  if (!step) vault.write((step = await asked(manifest, code, stratum)));
  const kept = await collected(manifest, step, ask);
  vault.erase();
  return kept;
}

// Return {receipt, outcome} of a ballot cast with a right that was collected before.
export async function castWith({ manifest, kept, payload, ask, vault }) {
  let step = vault.read();
  if (!step) {
    const ballot = await sealed(manifest, kept.stratum, payload);
    vault.write((step = { ...kept, ballot: written(ballot) }));
  }
  return handedIn(step, ask, vault);
}

// Return {receipt, outcome} of a ballot of an open wave: a message that nobody signs, under which the box holds one ballot.
export async function sendOpen({ manifest, payload, ask, vault }) {
  let step = vault.read();
  if (!step) {
    const ballot = await sealed(manifest, 0, payload);
    step = { hash: manifest.hash, stratum: 0, right: written(newRight(manifest.hash, 0)), ballot: written(ballot) };
    vault.write(step);
  }
  return handedIn(step, ask, vault);
}

const sealed = ({ fields, hash }, stratum, payload) => seal(payload, { stratum, hash, keys: fields.tally_keys });

async function asked(manifest, code, stratum) {
  const right = newRight(manifest.hash, stratum);
  const { blinded, inverse } = await blind(await stratumKey(manifest, stratum), right);
  return {
    hash: manifest.hash,
    code,
    stratum,
    right: written(right),
    blinded: written(blinded),
    inverse: written(inverse),
  };
}

async function collected(manifest, { code, stratum, right, blinded, inverse }, ask) {
  const told = await ask("collect", { code, blinded });
  const key = await stratumKey(manifest, stratum);
  if (told.stratum !== stratum) throw new Refusal("signature");
  // a key made for one member does not verify under the manifest's, and nothing is cast
  const signature = await finalize(key, unwritten(right), unwritten(told.signature), unwritten(inverse));
  return { hash: manifest.hash, stratum, right, signature: written(signature) };
}

async function handedIn({ stratum, right, signature, ballot }, ask, vault) {
  const { outcome } = await ask("cast", { stratum, right, ...(signature && { signature }), ballot });
  vault.erase();
  return { outcome, receipt: await shortReceipt(unwritten(ballot)) };
}

// Return the twelve characters under which a ballot stands in the published list, in groups of four.
export async function shortReceipt(ballot) {
  const hash = await receiptOf(ballot);
  const bits = Array.from(hash.slice(0, 16), (sign) => parseInt(sign, 16).toString(2).padStart(4, "0")).join("");
  const letters = Array.from({ length: CHARACTERS }, (_, at) => ALPHABET[parseInt(bits.slice(5 * at, 5 * at + 5), 2)]);
  return letters.join("").match(/.{4}/g).join("-");
}

// Return a kept right as a text that can be written down: what the manifest does not say, and four bytes of check.
export async function rightText({ hash, stratum, right, signature }) {
  const [bytes, proof] = [unwritten(right), unwritten(signature)];
  const body = joined(Uint8Array.of(stratum >> 8, stratum & 255), bytes.slice(0, 32), bytes.slice(-32), proof);
  return written(joined(body, await check(hash, body)));
}

// Return the kept right behind such a text; refuses one that was cut, mistyped or made for another wave.
export async function readRight(text, { hash }) {
  let bytes;
  try {
    bytes = unwritten(text.replace(/\s/g, ""));
  } catch {
    throw new Refusal("right-unreadable");
  }
  const body = bytes.slice(0, -4);
  if (body.length !== 2 + 64 + SIGNATURE || !same(await check(hash, body), bytes.slice(-4)))
    throw new Refusal("right-unreadable");
  const stratum = (body[0] << 8) | body[1];
  const draws = [body.slice(34, 66), body.slice(2, 34)];
  const right = newRight(hash, stratum, () => draws.shift());
  return { hash, stratum, right: written(right), signature: written(body.slice(66)) };
}

const check = async (hash, body) => (await digest("SHA-256", joined(utf8(hash), body))).slice(0, 4);

// Return quietly when a kept right is worth a ballot under the manifest's key.
export async function requireKept(manifest, { stratum, right, signature }) {
  const key = await stratumKey(manifest, stratum);
  if (!(await verify(key, unwritten(right), unwritten(signature)))) throw new Refusal("signature");
}
