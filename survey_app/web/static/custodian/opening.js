// From sealed ballots to rows: opened one by one, checked as the offline tally checks them, texts set apart, shuffled.

import { digest, fromPem, hex, utf8 } from "../ballot/bytes.js";
import { openBallot, shuffled } from "../ballot/custodian.js";
import { SIZE } from "../ballot/seal.js";
import { cleanText, payload, refusal } from "../form/answers.js";
import { own } from "../form/evaluate.js";

const AT_ONCE = 16;

// Return quietly when the fingerprint is that of a tally key of the manifest.
export async function requireKeyOf({ fields }, fingerprint) {
  for (const text of fields.tally_keys) {
    if ("sha256:" + hex(await digest("SHA-256", fromPem(text))) === fingerprint) return;
  }
  throw { reason: "wrong-key" };
}

// Return {rows, aside, said}: the rows shuffled within each stratum, how many ballots were set aside, and where texts are
// wanted those of every ballot, in no order that the rows have. Texts stay in this browser.
export async function openAll(bytes, { hash, form, key, wanted, progress }) {
  if (bytes.length % SIZE) throw { reason: "ballots-cut" };
  const count = bytes.length / SIZE;
  const strata = new Map();
  const said = [];
  let aside = 0;
  for (let first = 0; first < count; first += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - first) }, (_, at) => first + at);
    for (const found of await Promise.all(some.map((at) => opened(bytes.slice(at * SIZE, (at + 1) * SIZE), { hash, form, key })))) {
      if (!found) {
        aside++;
        continue;
      }
      const { row, texts } = found;
      if (wanted) said.push(texts);
      if (strata.has(row.stratum)) strata.get(row.stratum).push(row);
      else strata.set(row.stratum, [row]);
    }
    progress(Math.min(first + AT_ONCE, count), count);
    await new Promise((go) => setTimeout(go));
  }
  const rows = [...strata.keys()].sort((one, other) => one - other).flatMap((each) => shuffled(strata.get(each)));
  return { rows, aside, said };
}

async function opened(ballot, { hash, form, key }) {
  const stratum = ballot[1] * 256 + ballot[2];
  let raw;
  try {
    raw = await openBallot(ballot, { stratum, hash, key });
  } catch {
    return null;
  }
  return partsOf(form, raw, stratum);
}

// Return {row, texts} of a payload: codes with which texts there were, and apart from them the texts; null when it is no
// answer to this questionnaire.
export function partsOf(form, raw, stratum) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
    const { v, items, texts } = JSON.parse(text);
    if (raw.length > form.largest || v !== form.v || !isMap(items) || !isMap(texts)) return null;
    const known = new Map(form.items.map((item) => [item.item, item]));
    for (const [name, value] of Object.entries(items)) {
      if (!known.has(name) || value === null || refusal(known.get(name), value)) return null;
    }
    for (const [name, said] of Object.entries(texts)) {
      if (!known.has(name) || !isText(said, own(known.get(name), "longest") ?? 0)) return null;
    }
    // One spelling only: a repeated key, 1.0 for 1, an answer nobody was asked for do not come back the same.
    if (payload(form, { values: items, texts }) !== text) return null;
    return { row: { stratum, items, texts: Object.keys(texts).sort() }, texts };
  } catch {
    return null;
  }
}

// Return the rows in parts small enough to be sent, each with how many were sent before.
export function* parts(rows, most = 200, bytes = 200000) {
  let [from, size] = [0, 0];
  for (let at = 0; at <= rows.length; at++) {
    const length = at < rows.length ? utf8(JSON.stringify(rows[at])).length : Infinity;
    if (at > from && (at - from === most || size + length > bytes)) {
      yield { at: from, rows: rows.slice(from, at) };
      [from, size] = [at, 0];
    }
    size += length;
  }
}

// Return a long text in parts small enough to be sent, each with how many letters were sent before.
export function* pieces(text, most = 200000) {
  for (let at = 0; at < text.length; at += most) yield { at, part: text.slice(at, at + most) };
}

const isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (said, longest) =>
  typeof said === "string" && said !== "" && [...said].length <= longest && cleanText(said) === said;
