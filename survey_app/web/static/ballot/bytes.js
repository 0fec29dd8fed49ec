// Bytes, numbers and texts, and the one kind of error that all modules of this folder throw.

export class Refusal extends Error {
  // reason: a short code that the page turns into a sentence; never anything of an answer.
  constructor(reason) {
    super(reason);
    this.name = "Refusal";
    this.reason = reason;
  }
}

export const utf8 = (text) => new TextEncoder().encode(text);

export const random = (length) => crypto.getRandomValues(new Uint8Array(length));

export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export function fromHex(text) {
  if (!/^([0-9a-f]{2})*$/.test(text)) throw new Refusal("hex");
  return Uint8Array.from({ length: text.length / 2 }, (_, at) => parseInt(text.slice(2 * at, 2 * at + 2), 16));
}

export const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

export function fromBase64(text) {
  let raw;
  try {
    raw = atob(text);
  } catch {
    throw new Refusal("base64");
  }
  const bytes = Uint8Array.from(raw, (sign) => sign.charCodeAt(0));
  if (base64(bytes) !== text) throw new Refusal("base64");
  return bytes;
}

export const number = (bytes) => BigInt("0x" + (hex(bytes) || "0"));

export const bytesOf = (value, length) => fromHex(value.toString(16).padStart(2 * length, "0"));

export const digest = async (name, bytes) => new Uint8Array(await crypto.subtle.digest(name, bytes));

// The 32 raw bytes of "sha256:…".
export function rawHash(hash) {
  if (!/^sha256:[0-9a-f]{64}$/.test(hash)) throw new Refusal("hash");
  return fromHex(hash.slice(7));
}

export const twoBytes = (value) => {
  if (!Number.isInteger(value) || value < 0 || value > 65535) throw new Refusal("stratum");
  return Uint8Array.of(value >> 8, value & 255);
};

// The DER behind a PEM text.
export const fromPem = (text) => fromBase64(text.replace(/-----[A-Z ]+-----|\s/g, ""));
