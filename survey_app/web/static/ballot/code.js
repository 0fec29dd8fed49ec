// Slip codes: twelve characters of Crockford's base32 and a check character, in groups of four.

import { Refusal } from "./bytes.js";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LETTERS = 12;
export const LENGTH = LETTERS + 1;

// Return the code as printed, however it was typed: lower case, spaces, other hyphens, O for 0, I or L for 1.
export function readCode(text) {
  const signs = signsOf(text);
  const typed = signs.join("");
  if (signs.length !== LENGTH) throw new Refusal("code-length");
  if (signs.some((sign) => !ALPHABET.includes(sign)) || checkCharacter(typed.slice(0, LETTERS)) !== signs[LETTERS]) {
    throw new Refusal("code-mistyped");
  }
  return typed.match(/.{1,4}/g).join("-");
}

// Return the characters that were meant, without what people and keyboards put between the groups.
export function signsOf(text) {
  const cut = [...text].slice(0, 100).join("").normalize("NFKC");
  const typed = cut
    .replace(/[\s\p{Z}\p{Pd}\p{Cc}\p{Cf}._]/gu, "")
    .toUpperCase()
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1");
  return [...typed];
}

// Return the check character: a weighted sum in the field of 32 elements, which notices every wrong letter and swap.
export function checkCharacter(letters) {
  let total = 0;
  for (const letter of letters) {
    total = (total ^ ALPHABET.indexOf(letter)) << 1;
    if (total & 32) total ^= 0b100101;
  }
  return ALPHABET[total];
}
