// A member's answers: bounded as the server bounds them, and written as the one payload that is sealed.

import { own } from "./evaluate.js";
import { shortest } from "./numbers.js";
import { reached } from "./routing.js";

// Return only the answers to items that routing reaches, and only texts whose box was open.
export function kept(form, answers) {
  const values = {};
  const texts = {};
  for (const item of reached(form, answers)) {
    const value = own(answers.values, item.item);
    if (value !== undefined && value !== null && !isEmpty(value)) values[item.item] = value;
    const text = own(answers.texts, item.item);
    if (text && takesText(item, value)) texts[item.item] = text;
  }
  return { values, texts };
}

const isEmpty = (value) => typeof value === "object" && Object.keys(value).length === 0;
const takesText = (item, value) =>
  item.type === "text" || (item.other !== undefined && Array.isArray(value) && value.includes(item.other));

// Return the canonical JSON of the answers as one text: keys sorted, no spaces, unreached items dropped.
export function payload(form, answers) {
  const { values, texts } = kept(form, answers);
  return canonical({ v: form.v, items: values, texts });
}

function canonical(value) {
  if (typeof value === "number") return shortest(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value === "object" && value !== null)
    return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
  return JSON.stringify(value);
}

// Return a member's text in NFC, without control characters, blanks collapsed, cut to the longest allowed.
export function cleanText(text, longest = Infinity) {
  const plain = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ").replace(/[\p{Cf}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}]/gu, "");
  const clean = plain.normalize("NFC").split(/\s+/u).filter(Boolean).join(" ");
  return longest === Infinity ? clean : [...clean].slice(0, longest).join("").trimEnd();
}

// Return why the server would refuse this answer to an item, as its code; null when it takes it.
export function refusal(item, value) {
  if (item.type === "battery") return partsRefusal(item, value);
  if (typeof value === "string" && !(item.type === "date" && /^\d/.test(value)))
    return item.exits.includes(value) ? null : "unknown-exit";
  return (REFUSALS[item.type] ?? (() => "value-not-expected"))(item, value);
}

const REFUSALS = {
  single: codeRefusal,
  scale: codeRefusal,
  multi: (item, value) => listRefusal(item, value, item.at_most, (codes) => codes.every((code, at) => !at || codes[at - 1] < code)),
  ranking: (item, value) => listRefusal(item, value, item.places, (codes) => new Set(codes).size === codes.length),
  date: dateRefusal,
  number: numberRefusal,
};

function codeRefusal(item, value) {
  return typeof value === "number" && item.options.some((option) => option.code === value) ? null : "unknown-code";
}

function listRefusal(item, value, most, distinct) {
  if (!Array.isArray(value) || !value.length) return "wrong-type";
  if (value.some((code) => codeRefusal(item, code))) return "unknown-code";
  if (!distinct(value)) return "repeated-code";
  return most !== undefined && value.length > most ? "too-many" : null;
}

function partsRefusal(item, value) {
  if (typeof value !== "object" || value === null || Array.isArray(value) || isEmpty(value)) return "wrong-type";
  if (Object.keys(value).some((part) => !item.parts.some((each) => each.part === part))) return "unknown-part";
  for (const code of Object.values(value)) {
    const reason = typeof code === "string" ? (item.exits.includes(code) ? null : "unknown-exit") : codeRefusal(item, code);
    if (reason) return reason;
  }
  return null;
}

const GRAINS = { year: /^(\d{4})$/, month: /^(\d{4})-(\d\d)$/, day: /^(\d{4})-(\d\d)-(\d\d)$/ };

function dateRefusal(item, value) {
  const found = typeof value === "string" ? value.match(GRAINS[item.grain]) : null;
  if (!found) return "not-a-date";
  const [year, month, day] = [found[1], found[2] ?? "01", found[3] ?? "01"].map(Number);
  const said = new Date(Date.UTC(year, month - 1, day));
  if (said.getUTCFullYear() !== year || said.getUTCMonth() !== month - 1 || said.getUTCDate() !== day) return "not-a-date";
  if (year < 1900 || year > 2100) return "not-a-date";
  return item.from <= value && value <= item.to ? null : "out-of-range";
}

function numberRefusal(item, value) {
  if (typeof value !== "number" || !Number.isFinite(value)) return "wrong-type";
  if (value < item.from || value > item.to) return "out-of-range";
  return item.whole && !Number.isInteger(value) ? "not-whole" : null;
}
