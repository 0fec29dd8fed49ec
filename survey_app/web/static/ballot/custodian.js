// The custodian's part: a key pair made in the browser, its file, and the opening of ballots. Not loaded by members.
//
// The file is the one of survey_app/ballots/keys.py, so either program opens what the other wrote.

import { Refusal, base64, digest, fromBase64, fromPem, hex, joined, random, rawHash, same, twoBytes, utf8 } from "./bytes.js";
import { SIZE } from "./seal.js";

const OAEP = { name: "RSA-OAEP", hash: "SHA-256" };
const BITS = 3072;
const WRAP = 384;
const ITERATIONS = 600000;
const MOST_ITERATIONS = 10000000;
const SHORTEST_PASSPHRASE = 12;
const LONGEST_FILE = 20000;

// Return {file, publicText, fingerprint} of a new key pair: the wrapped file's text, the PEM for the manifest, and what
// is read out to compare. The private half leaves the browser in no other form.
export async function newKeyFile(passphrase) {
  if ([...passphrase.normalize("NFC")].length < SHORTEST_PASSPHRASE) throw new Refusal("weak-passphrase");
  const way = { ...OAEP, modulusLength: BITS, publicExponent: Uint8Array.of(1, 0, 1) };
  const pair = await crypto.subtle.generateKey(way, true, ["encrypt", "decrypt"]);
  const der = new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey));
  const secret = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
  const [salt, iv, fingerprint, publicText] = [random(32), random(12), await fingerprintOf(der), pem(der)];
  const aes = await stretched(passphrase, salt, ITERATIONS, "encrypt");
  const closed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8(fingerprint) }, aes, secret);
  secret.fill(0);
  const fields = {
    survey_key: 1,
    fingerprint,
    public: publicText,
    kdf: { name: "PBKDF2", hash: "SHA-256", iterations: ITERATIONS, salt: base64(salt) },
    cipher: { name: "AES-GCM", iv: base64(iv) },
    private: base64(new Uint8Array(closed)),
  };
  return { file: JSON.stringify(fields, null, 1) + "\n", publicText, fingerprint };
}

// Return {key, fingerprint} of a wrapped file; the key opens ballots and cannot be exported.
export async function openKeyFile(text, passphrase) {
  const { fingerprint, der, iterations, salt, iv, closed } = await readFile(text);
  const aes = await stretched(passphrase, salt, iterations, "decrypt");
  let secret;
  try {
    secret = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: utf8(fingerprint) }, aes, closed);
  } catch {
    throw new Refusal("wrong-passphrase");
  }
  try {
    const key = await crypto.subtle.importKey("pkcs8", secret, OAEP, false, ["decrypt"]);
    const open = await crypto.subtle.importKey("spki", der, OAEP, false, ["encrypt"]);
    const probe = random(32);
    const sent = await crypto.subtle.encrypt(OAEP, open, probe);
    if (same(new Uint8Array(await crypto.subtle.decrypt(OAEP, key, sent)), probe)) return { key, fingerprint };
  } catch {
    // told below
  }
  throw new Refusal("unreadable-key");
}

// Return the payload's bytes of a sealed ballot; refuses one of another wave, stratum or key, or an altered one.
export async function openBallot(ballot, { stratum, hash, key }) {
  const number = twoBytes(stratum);
  if (ballot.length !== SIZE || ballot[0] !== 1 || !same(ballot.slice(1, 3), number)) throw new Refusal("damaged-ballot");
  const way = { name: "AES-GCM", iv: new Uint8Array(12), additionalData: joined(rawHash(hash), number) };
  for (const at of [3, 3 + WRAP]) {
    let padded;
    try {
      const secret = await crypto.subtle.decrypt(OAEP, key, ballot.slice(at, at + WRAP));
      const aes = await crypto.subtle.importKey("raw", secret, "AES-GCM", false, ["decrypt"]);
      padded = new Uint8Array(await crypto.subtle.decrypt(way, aes, ballot.slice(3 + 2 * WRAP)));
    } catch {
      continue; // sealed for the other custodian, or damaged
    }
    const end = padded.lastIndexOf(0x80);
    if (end >= 0 && padded.slice(end + 1).every((byte) => byte === 0)) return padded.slice(0, end);
  }
  throw new Refusal("damaged-ballot");
}

// Return the items in a random order; every order is equally likely.
export function shuffled(items) {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = below(last + 1);
    [mixed[last], mixed[other]] = [mixed[other], mixed[last]];
  }
  return mixed;
}

function below(count) {
  const most = 2 ** 32 - (2 ** 32 % count);
  for (;;) {
    const [drawn] = crypto.getRandomValues(new Uint32Array(1));
    if (drawn < most) return drawn % count;
  }
}

async function readFile(text) {
  try {
    const { survey_key: version, fingerprint, public: pemText, kdf, cipher, private: closed } =
      text.length <= LONGEST_FILE ? JSON.parse(text) : {};
    const file = {
      fingerprint,
      der: fromPem(pemText),
      iterations: kdf.iterations,
      salt: fromBase64(kdf.salt),
      iv: fromBase64(cipher.iv),
      closed: fromBase64(closed),
    };
    const sound = Number.isInteger(file.iterations) && file.iterations >= ITERATIONS && file.iterations <= MOST_ITERATIONS;
    if (version === 1 && sound && file.iv.length === 12 && fingerprint === (await fingerprintOf(file.der))) return file;
  } catch {
    // told below
  }
  throw new Refusal("unreadable-key");
}

async function stretched(passphrase, salt, iterations, use) {
  const typed = utf8(passphrase.normalize("NFC")); // Vietnamese keyboards write the same text in two ways
  const raw = await crypto.subtle.importKey("raw", typed, "PBKDF2", false, ["deriveKey"]);
  const way = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(way, raw, { name: "AES-GCM", length: 256 }, false, [use]);
}

const fingerprintOf = async (der) => "sha256:" + hex(await digest("SHA-256", der));

const pem = (der) =>
  `-----BEGIN PUBLIC KEY-----\n${base64(der).match(/.{1,64}/g).join("\n")}\n-----END PUBLIC KEY-----\n`;
