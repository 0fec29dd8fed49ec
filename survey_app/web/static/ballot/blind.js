// Blind signatures: RFC 9474, RSABSSA-SHA384-PSS-Randomized. The server signs a message that it cannot read.
//
// BigInt is not constant-time. The one secret here is the factor of one message, used once; its inverse is computed
// under a random mask, and the server learns no more of these steps than when the request arrived.

import { Refusal, base64, bytesOf, digest, fromBase64, joined, number, random } from "./bytes.js";

const HASH = "SHA-384";
const SIZE = 48;
const PREFIX = 32;
const EXPONENT = 65537n;
const PSS = { name: "RSA-PSS", hash: HASH };

// Return the public key of a manifest's text (SubjectPublicKeyInfo, base64) as {modulus, length, key}.
// Refuses another exponent than 65537, fewer than 2048 bits, an even modulus, and a length that is no whole byte.
export async function readKey(text) {
  const der = fromBase64(text);
  let key, fields;
  try {
    key = await crypto.subtle.importKey("spki", der, PSS, true, ["verify"]);
    fields = await crypto.subtle.exportKey("jwk", key);
  } catch {
    throw new Refusal("key-unreadable");
  }
  const modulus = number(unpadded(fields.n));
  const bits = modulus.toString(2).length;
  if (number(unpadded(fields.e)) !== EXPONENT) throw new Refusal("key-exponent");
  if (bits < 2048) throw new Refusal("key-short");
  if (bits % 8) throw new Refusal("key-length");
  if (!(modulus & 1n)) throw new Refusal("key-even");
  // one key has one text: a second spelling could mark a member
  if (base64(new Uint8Array(await crypto.subtle.exportKey("spki", key))) !== text) throw new Refusal("key-unreadable");
  return { modulus, length: bits / 8, key };
}

// Return the message behind 32 random bytes; all later steps take this prepared message.
export const prepare = (message, draw = random) => joined(draw(PREFIX), message);

// Return {blinded, inverse}. The inverse is the secret; it never leaves this device.
export async function blind({ modulus, length }, prepared, draw = random) {
  const encoded = number(await encode(prepared, 8 * length - 1, draw(SIZE)));
  const factor = unit(modulus, length, draw);
  const mask = unit(modulus, length, draw);
  const inverse = (mask * inverted((factor * mask) % modulus, modulus)) % modulus;
  const blinded = (encoded * raised(factor, modulus)) % modulus;
  if (!inverse || !blinded) throw new Refusal("key-unreadable");
  return { blinded: bytesOf(blinded, length), inverse: bytesOf(inverse, length) };
}

// Return the signature of the prepared message; refuses one that does not hold under this key.
export async function finalize(publicKey, prepared, signed, inverse) {
  const { modulus, length } = publicKey;
  if (signed.length !== length || inverse.length !== length) throw new Refusal("signature");
  const signature = bytesOf((number(signed) * number(inverse)) % modulus, length);
  if (!(await verify(publicKey, prepared, signature))) throw new Refusal("signature");
  return signature;
}

// Return true when the signature holds (RSASSA-PSS, SHA-384, salt of 48 bytes).
export const verify = ({ key }, prepared, signature) =>
  crypto.subtle.verify({ name: "RSA-PSS", saltLength: SIZE }, key, signature, prepared);

// EMSA-PSS-ENCODE (RFC 8017, 9.1.1).
export async function encode(message, bits, salt) {
  const length = Math.ceil(bits / 8);
  const seed = await digest(HASH, joined(new Uint8Array(8), await digest(HASH, message), salt));
  const block = new Uint8Array(length - SIZE - 1);
  block.set(salt, block.length - SIZE);
  block[block.length - SIZE - 1] = 1;
  for (let at = 0; at * SIZE < block.length; at++) {
    const mask = await digest(HASH, joined(seed, Uint8Array.of(0, 0, 0, at)));
    for (let byte = 0; byte < SIZE && at * SIZE + byte < block.length; byte++) block[at * SIZE + byte] ^= mask[byte];
  }
  block[0] &= 255 >> (8 * length - bits);
  return joined(block, seed, Uint8Array.of(0xbc));
}

function raised(base, modulus) {
  let power = base;
  for (let square = 0; square < 16; square++) power = (power * power) % modulus;
  return (power * base) % modulus; // 65537 = 2^16 + 1
}

function inverted(value, modulus) {
  let [one, other, left, right] = [value, modulus, 1n, 0n];
  while (other) {
    const times = one / other;
    [one, other, left, right] = [other, one - times * other, right, left - times * right];
  }
  return one === 1n ? ((left % modulus) + modulus) % modulus : 0n;
}

function unit(modulus, length, draw) {
  for (;;) {
    const drawn = number(draw(length));
    if (drawn && drawn < modulus && inverted(drawn, modulus)) return drawn;
  }
}

const unpadded = (text) => fromBase64((text + "===".slice((text.length + 3) % 4)).replace(/-/g, "+").replace(/_/g, "/"));
