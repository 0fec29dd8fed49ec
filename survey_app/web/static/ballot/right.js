// The right to one ballot of one stratum of one wave: the message that the server signs unread.

import { prepare } from "./blind.js";
import { digest, joined, random, rawHash, twoBytes, utf8 } from "./bytes.js";

const NONCE = 32;

// Return a fresh prepared message, bound to the manifest and the stratum, ready to be blinded.
export const newRight = (hash, stratum, draw = random) =>
  prepare(joined(utf8("survey right 1\0"), rawHash(hash), twoBytes(stratum), draw(NONCE)), draw);

// Return the key under which the ballot of this right lies in the box.
export const nullifierOf = (prepared) => digest("SHA-256", prepared);
