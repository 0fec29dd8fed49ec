// The manifest of a wave and its addenda: read, hashed, and compared with what was printed.

import { readKey, verify } from "./blind.js";
import { Refusal, digest, fromBase64, hex, rawHash, utf8 } from "./bytes.js";
import { canonical } from "./canonical.js";
import { WORDS } from "./words.js";

const MOST_DAYS = 14;
const MOST_SPARES = 500;
const FIELDS = { extend: ["days"], spares: ["count", "stratum"], cancel: [] };
const COMMON = ["addendum", "day", "kind", "number", "previous", "wave"];

// Return the sha256 of a text as "sha256:…".
export const hashOf = async (text) => "sha256:" + hex(await digest("SHA-256", utf8(text)));

// Return the eight words of a hash. Slow on purpose: two manifests with the same words must not be found.
export async function wordsOf(hash) {
  const raw = await crypto.subtle.importKey("raw", rawHash(hash), "PBKDF2", false, ["deriveBits"]);
  const way = { name: "PBKDF2", hash: "SHA-256", salt: utf8("survey words 1"), iterations: 2 ** 19 };
  return Array.from(new Uint8Array(await crypto.subtle.deriveBits(way, raw, 64)), (byte) => WORDS[byte]);
}

// Return {fields, hash, words} of a manifest's text; refuses one that is not canonical or is of another version.
// The text, not the fields, is what the hash and the words stand for.
export async function readManifest(text) {
  const fields = canonicalFields(text, "manifest");
  if (fields.manifest !== 1) throw new Refusal("manifest-version");
  const hash = await hashOf(text);
  return { fields, hash, words: await wordsOf(hash) };
}

// Return quietly when the words typed or shown are those of the manifest; marks and case do not matter.
export function requireWords({ words }, shown) {
  const plain = (list) => list.map(unmarked).join(" ");
  if (plain(words) !== plain(shown)) throw new Refusal("words-differ");
}

// Return the public key under which rights of a stratum are signed. It comes from the manifest and nowhere else, so a
// key made for one member is noticed: by its words if it stands in the manifest, by its signature if it does not.
export async function stratumKey({ fields }, stratum) {
  const keys = fields.blind && fields.blind.signing_keys;
  if (!keys || keys.length !== fields.strata.length || new Set(keys).size !== keys.length || !keys[stratum]) {
    throw new Refusal("signing-keys");
  }
  return readKey(keys[stratum]);
}

// Return true when anybody may answer: one stratum of nobody, no codes, no signing keys. Refuses a manifest that is
// neither this nor one with slips, so that no wave with slips can be shown as an open one.
export function isOpen({ fields }) {
  const { participation, strata, blind } = fields;
  if (participation !== "open") return false;
  const nobody = strata.length === 1 && strata[0].headcount === 0 && strata[0].spares === 0;
  if (!nobody || !blind || blind.signing_keys.length !== 0) throw new Refusal("open-wave");
  return true;
}

// Return quietly when every manifest names the hash of the one before it.
export function requireChain(manifests) {
  let before = null;
  for (const { fields, hash } of manifests) {
    if (fields.previous !== before) throw new Refusal("chain");
    before = hash;
  }
}

// Return {head, closes, resultsOn, spares, cancelled}: what holds after the addenda, each {text, signature}, every one
// checked against the closed list, the link before it and the manifest's key.
export async function standingOf({ fields, hash }, addenda = []) {
  let standing = {
    head: hash,
    closes: fields.window.closes,
    resultsOn: fields.window.results_on,
    spares: fields.strata.map((stratum) => stratum.spares),
    cancelled: false,
  };
  if (!addenda.length) return standing;
  if (!fields.blind) throw new Refusal("addendum-key");
  const key = await readKey(fields.blind.addenda_key);
  for (const [at, { text, signature }] of addenda.entries()) {
    const addendum = canonicalFields(text, "addendum");
    if (!(await verify(key, utf8(text), fromBase64(signature)))) throw new Refusal("addendum-signature");
    standing = after(fields, standing, addendum, at + 1);
    standing.head = await hashOf(text);
  }
  return standing;
}

function after(fields, before, addendum, number) {
  const { kind, day, days, stratum, count } = addendum;
  const meant = canonical([...COMMON, ...(FIELDS[kind] || [])].sort());
  const follows = addendum.wave === fields.wave && addendum.number === number && addendum.previous === before.head;
  if (before.cancelled || !follows) throw new Refusal("addendum-chain");
  if (addendum.addendum !== 1 || canonical(Object.keys(addendum).sort()) !== meant || !isDay(day)) {
    throw new Refusal("addendum-fields");
  }
  if (kind === "cancel") return { ...before, cancelled: true };
  if (day > before.closes) throw new Refusal("addendum-closed");
  if (kind === "extend") {
    const moved = (Date.parse(before.closes) - Date.parse(fields.window.closes)) / 86400000;
    if (!within(days, 1, MOST_DAYS - moved)) throw new Refusal("addendum-days");
    return { ...before, closes: later(before.closes, days), resultsOn: later(before.resultsOn, days) };
  }
  if (!within(stratum, 0, before.spares.length - 1) || !within(count, 1, MOST_SPARES)) {
    throw new Refusal("addendum-spares");
  }
  return { ...before, spares: before.spares.map((spares, at) => (at === stratum ? spares + count : spares)) };
}

function canonicalFields(text, what) {
  let fields;
  try {
    fields = JSON.parse(text);
  } catch {
    throw new Refusal(what + "-unreadable");
  }
  if (fields === null || typeof fields !== "object" || canonical(fields) !== text) {
    throw new Refusal(what + "-not-canonical");
  }
  return fields;
}

const within = (value, least, most) => Number.isInteger(value) && value >= least && value <= most;

const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text) && later(text, 0) === text;

function later(day, days) {
  const moment = new Date(Date.parse(day) + days * 86400000);
  return isNaN(moment) ? "" : moment.toISOString().slice(0, 10);
}

const unmarked = (word) =>
  word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/đ/g, "d").trim().replace(/\s+/g, " ");
