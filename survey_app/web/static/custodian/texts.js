// Answers in words, apart from their ballots: split item by item, shuffled, sealed for the keys of the tally. The document
// is the one of survey_app/ballots/texts.py, so the same readers open it. Nothing of it can be opened without a key.

import { base64, fromPem, joined, random, utf8 } from "../ballot/bytes.js";
import { shuffled } from "../ballot/custodian.js";
import { own } from "../form/evaluate.js";

const OAEP = { name: "RSA-OAEP", hash: "SHA-256" };
const BLOCK = 16384;
const HEAD = ["sealed_texts", "stage", "wave", "manifest", "until"];

// Return the texts of every item that received enough, each item in an order of its own; the others are dropped.
// said: {item: text} of every ballot.
export function split(items, said, least) {
  const found = items.map(({ item, text }) => {
    const texts = said.map((one) => own(one, item)).filter((one) => one !== undefined);
    return { item, text, texts: shuffled(texts) };
  });
  return found.filter(({ texts }) => texts.length >= least);
}

// Return the document in which some content is sealed for every key (PEM); any one of them opens it. Its size tells
// little: the content is padded to whole blocks.
export async function sealTexts(head, content, keys, draw = random) {
  const [secret, iv] = [draw(32), draw(12)];
  const way = { name: "AES-GCM", iv, additionalData: utf8(JSON.stringify(HEAD.map((name) => head[name]))) };
  const aes = await crypto.subtle.importKey("raw", secret, "AES-GCM", false, ["encrypt"]);
  const closed = await crypto.subtle.encrypt(way, aes, padded(utf8(JSON.stringify(content))));
  const wraps = [];
  for (const text of keys) wraps.push(base64(await wrapped(secret, text)));
  secret.fill(0);
  const inOrder = Object.fromEntries(HEAD.map((name) => [name, head[name]]));
  return JSON.stringify({ ...inOrder, wraps, iv: base64(iv), closed: base64(new Uint8Array(closed)) });
}

async function wrapped(secret, text) {
  const key = await crypto.subtle.importKey("spki", fromPem(text), OAEP, false, ["encrypt"]);
  return new Uint8Array(await crypto.subtle.encrypt(OAEP, key, secret));
}

function padded(raw) {
  const size = Math.ceil((raw.length + 1) / BLOCK) * BLOCK;
  return joined(raw, Uint8Array.of(0x80), new Uint8Array(size - raw.length - 1));
}
