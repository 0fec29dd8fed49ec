// The member's modules as functions of plain JSON (bytes as hexadecimal), the same in node and in a browser.

import * as blinding from "./ballot/blind.js";
import { base64, fromBase64, fromHex, hex } from "./ballot/bytes.js";
import { canonical } from "./ballot/canonical.js";
import { newKeyFile, openBallot, openKeyFile, shuffled } from "./ballot/custodian.js";
import { checkCharacter, readCode } from "./ballot/code.js";
import * as manifests from "./ballot/manifest.js";
import { newRight, nullifierOf } from "./ballot/right.js";
import { payloadOf, receiptOf, seal } from "./ballot/seal.js";
import { partsOf, pieces } from "./custodian/opening.js";
import { sealTexts, split } from "./custodian/texts.js";
import { RSABSSA } from "./blindrsa-ts.js";

const oracle = RSABSSA.SHA384.PSS.Randomized();
const algorithm = { name: "RSA-PSS", hash: "SHA-384" };
const publicKey = (text) => crypto.subtle.importKey("spki", fromBase64(text), algorithm, true, ["verify"]);
const privateKey = (text) => crypto.subtle.importKey("pkcs8", fromBase64(text), algorithm, true, ["sign"]);
const from = (draws) => draws ? (() => fromHex(draws.shift())) : undefined;
const each = (fields) => Object.fromEntries(Object.entries(fields).map(([name, bytes]) => [name, hex(bytes)]));

const functions = {
  bits: async (key) => 8 * (await blinding.readKey(key)).length,
  newRight: (hash, stratum) => hex(newRight(hash, stratum)),
  blind: async (key, prepared, draws) =>
    each(await blinding.blind(await blinding.readKey(key), fromHex(prepared), from(draws))),
  finalize: async (key, prepared, signed, inverse) =>
    hex(await blinding.finalize(await blinding.readKey(key), fromHex(prepared), fromHex(signed), fromHex(inverse))),
  verify: async (key, prepared, signature) =>
    blinding.verify(await blinding.readKey(key), fromHex(prepared), fromHex(signature)),
  encode: async (message, bits, salt) => hex(await blinding.encode(fromHex(message), bits, fromHex(salt))),
  nullifierOf: async (prepared) => hex(await nullifierOf(fromHex(prepared))),
  // what a careless client would do: no blinding factor at all
  unblinded: async (key, prepared) => {
    const { length } = await blinding.readKey(key);
    return hex(await blinding.encode(fromHex(prepared), 8 * length - 1, new Uint8Array(48)));
  },

  oracleBlind: async (key, prepared) => {
    const { blindedMsg, inv } = await oracle.blind(await publicKey(key), fromHex(prepared));
    return each({ blinded: blindedMsg, inverse: inv });
  },
  oracleSign: async (key, blinded) => hex(await oracle.blindSign(await privateKey(key), fromHex(blinded))),
  oracleFinalize: async (key, prepared, signed, inverse) =>
    hex(await oracle.finalize(await publicKey(key), fromHex(prepared), fromHex(signed), fromHex(inverse))),
  oracleVerify: async (key, prepared, signature) =>
    oracle.verify(await publicKey(key), fromHex(signature), fromHex(prepared)),

  seal: async (payload, options) => hex(await seal(fromHex(payload), options)),
  payloadOf: (items, texts) => hex(payloadOf(items, texts)),
  receiptOf: async (ballot) => receiptOf(fromHex(ballot)),
  newKeyFile,
  openBallots: async (file, passphrase, ballots, stratum, hash) => {
    const { key, fingerprint } = await openKeyFile(file, passphrase);
    const opened = await Promise.all(ballots.map((ballot) => openBallot(fromHex(ballot), { stratum, hash, key })));
    return { fingerprint, payloads: opened.map(hex) };
  },
  shuffled,
  partsOf: (form, raw, stratum) => partsOf(form, fromHex(raw), stratum),
  pieces: (text, most) => [...pieces(text, most)],
  split,
  sealTexts: (head, content, keys, draws) => sealTexts(head, content, keys, from(draws)),
  canonical: (text) => canonical(JSON.parse(text)),
  readCode,
  checkCharacter,
  readManifest: async (text) => {
    const { hash, words } = await manifests.readManifest(text);
    return { hash, words };
  },
  requireWords: async (text, shown) => manifests.requireWords(await manifests.readManifest(text), shown) ?? true,
  stratumKey: async (text, stratum) => {
    const { key } = await manifests.stratumKey(await manifests.readManifest(text), stratum);
    return base64(new Uint8Array(await crypto.subtle.exportKey("spki", key)));
  },
  isOpen: async (text) => manifests.isOpen(await manifests.readManifest(text)),
  requireChain: async (texts) =>
    manifests.requireChain(await Promise.all(texts.map((text) => manifests.readManifest(text)))) ?? true,
  standingOf: async (text, addenda) => manifests.standingOf(await manifests.readManifest(text), addenda),
};

// Return {given}, {refused} with the reason, or {broken} for an error that no module meant to throw.
export async function call(name, ...given) {
  try {
    return { given: (await functions[name](...given)) ?? null };
  } catch (error) {
    if (error.name === "Refusal") return { refused: error.reason };
    if (name.startsWith("oracle")) return { refused: String(error) };
    return { broken: String(error.stack) };
  }
}
