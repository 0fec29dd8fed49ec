// What a page says about its item: survey_app/web/forms.py in the browser, with the same mistakes in the same words.
// Fields are {name: [text, …]} as a form posts them; a reading is {value, text, mistakes: [{field, said, words}]}.

import { cleanText } from "../form/answers.js";
import { readable } from "../form/numbers.js";

const DATES = { day: ["day", "month", "year"], month: ["month", "year"], year: ["year"] };
const EXITS = ["dont_know", "refused"];

const read = (value, text = "") => ({ value: value ?? null, text, mistakes: [] });
const mistaken = (field, said, words = {}, text = "") => ({ value: null, text, mistakes: [{ field, said, words }] });
const all = (fields, name) => (fields[name] ?? []).filter(Boolean);
const one = (fields, name) => all(fields, name)[0] ?? "";
const typedIn = (fields, name) => cleanText(one(fields, name));
const codeOf = (text) => (text === "" ? null : isExit(text) ? text : Number(text));
const isExit = (text) => EXITS.includes(text);
const length = (text) => [...text].length;
const said = (bound) => readable(bound).replace(".", ",");

export const partField = (part) => `part_${part}`;
export const placeField = (place) => `place_${place}`;
export const dateFields = (item) => DATES[item.grain];

// Return the reading of the page of an item.
export const readItem = (item, fields) => READERS[item.type](item, fields);

// Return whether nothing is left open in an answer to this item.
export function complete(item, { value, text }) {
  if (item.type === "battery") return value !== null && Object.keys(value).length === item.parts.length;
  return item.type === "note" || value !== null || Boolean(text);
}

// Return the answers with this reading in the place of what the item held before.
export function kept({ item }, answers, { value, text }) {
  const [values, texts] = [{ ...answers.values }, { ...answers.texts }];
  delete values[item];
  delete texts[item];
  if (value !== null) values[item] = value;
  if (text) texts[item] = text;
  return { values, texts };
}

// Return {field: [text, …]}: the fields of an item's page as an answer fills them; the opposite of readItem.
export function filled(item, { values, texts }) {
  const [value, text] = [values[item.item] ?? null, texts[item.item] ?? ""];
  const way = isExit(value) ? [value] : [];
  switch (item.type) {
    case "battery":
      return Object.fromEntries(Object.entries(value ?? {}).map(([part, code]) => [partField(part), [String(code)]]));
    case "multi":
      return { answer: [value ?? []].flat().map(String), other: [text] };
    case "ranking": {
      const places = Array.isArray(value) ? value : way;
      return Object.fromEntries(places.map((code, at) => [placeField(at + 1), [String(code)]]));
    }
    case "number":
      return { answer: [typeof value === "number" ? said(value) : ""], exit: way };
    case "date": {
      const parts = way.length || !value ? [] : value.split("-").map((part) => String(Number(part))).reverse();
      return { ...Object.fromEntries(DATES[item.grain].map((name, at) => [name, [parts[at] ?? ""]])), exit: way };
    }
    case "text":
      return { answer: [text] };
    default:
      return { answer: value === null ? [] : [String(value)] };
  }
}

const choice = (item, fields) => read(codeOf(one(fields, "answer")));

const READERS = {
  single: choice,
  scale: choice,
  multi: several,
  battery: (item, fields) => {
    const given = item.parts.map(({ part }) => [part, codeOf(one(fields, partField(part)))]);
    const chosen = given.filter(([, code]) => code !== null);
    return read(chosen.length ? Object.fromEntries(chosen) : null);
  },
  ranking: ranked,
  number: numbered,
  date: dated,
  text: (item, fields) => {
    const text = typedIn(fields, "answer");
    return length(text) > item.longest ? tooLong("answer", item.longest, text) : read(null, text);
  },
  note: () => read(null),
};

const tooLong = (field, longest, text) =>
  mistaken(field, "too_long", { longest, length: length(text) }, field === "answer" ? text : "");

function several(item, fields) {
  const chosen = all(fields, "answer").map(codeOf);
  const exits = chosen.filter((code) => typeof code === "string");
  const codes = new Set(chosen.filter((code) => typeof code === "number"));
  const other = item.other === undefined ? "" : typedIn(fields, "other");
  if (other) codes.add(item.other);
  const mistakes = [];
  const add = (named, words = {}) => mistakes.push({ field: "answer", said: named, words });
  if (exits.length && (codes.size || exits.length > 1)) add("multi_apart");
  if (item.at_most !== undefined && codes.size > item.at_most)
    add("multi_most", { most: item.at_most, chosen: codes.size });
  if (item.longest && length(other) > item.longest) add("too_long", { longest: item.longest, length: length(other) });
  if (mistakes.length) return { value: null, text: "", mistakes };
  if (exits.length) return read(exits[0]);
  return read(codes.size ? [...codes].sort((a, b) => a - b) : null, other);
}

function ranked(item, fields) {
  const places = Array.from({ length: item.places }, (_, at) => at + 1);
  const chosen = places.map((place) => [place, one(fields, placeField(place))]);
  const filled = chosen.filter(([, text]) => /^\d+$/.test(text)).map(([place, text]) => [place, Number(text)]);
  if (isExit(chosen[0][1]))
    return filled.length ? mistaken(placeField(filled[0][0]), "rank_apart") : read(chosen[0][1]);
  const mistakes = misranked(item, filled);
  if (mistakes.length) return { value: null, text: "", mistakes };
  return read(filled.length ? filled.map(([, code]) => code) : null);
}

function misranked(item, filled) {
  const [mistakes, where] = [[], new Map()];
  for (const [place, code] of filled) {
    if (where.has(code)) {
      const option = item.options.find((each) => each.code === code).label;
      mistakes.push({ field: placeField(place), said: "rank_twice", words: { option, earlier: where.get(code), place } });
    } else where.set(code, place);
  }
  const most = Math.max(0, ...filled.map(([place]) => place));
  const gap = Array.from({ length: most }, (_, at) => at + 1).find((place) => !filled.some(([each]) => each === place));
  if (gap) mistakes.push({ field: placeField(gap), said: "rank_gap", words: { place: gap, later: most } });
  return mistakes;
}

function numbered(item, fields) {
  const [typed, exits] = [typedIn(fields, "answer"), all(fields, "exit")];
  if (exits.length > 1 || (exits.length && typed)) return mistaken("answer", "number_apart");
  if (!typed) return read(exits[0]);
  const shape = item.whole ? /^-?\d{1,12}$/ : /^-?\d{1,12}([.,]\d{1,6})?$/;
  const value = shape.test(typed) ? Number(typed.replace(",", ".")) + 0 : NaN;
  if (value >= item.from && value <= item.to) return read(value);
  const bounds = { low: said(item.from), high: said(item.to) };
  return mistaken("answer", item.whole ? "number_whole" : "number_range", bounds);
}

function dated(item, fields) {
  const names = DATES[item.grain];
  const exits = all(fields, "exit");
  const typed = Object.fromEntries(names.map((name) => [name, typedIn(fields, name)]));
  const any = names.some((name) => typed[name]);
  if (exits.length > 1 || (exits.length && any)) return mistaken(names[0], "date_apart");
  return any ? dayIn(item, names, typed) : read(exits[0]);
}

function dayIn(item, names, typed) {
  const unread = names.find((name) => !/^[0-9]{1,4}$/.test(typed[name]));
  if (unread) return mistaken(unread, `date_parts_${item.grain}`);
  const [year, month, day] = ["year", "month", "day"].map((name) => Number(typed[name] ?? 1));
  if (year < 1000) return mistaken("year", "date_year", { year: item.from.slice(0, 4) });
  if (month < 1 || month > 12) return mistaken("month", "date_month");
  const last = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  if (day < 1 || day > last) return mistaken("day", "date_day", { written: names.map((name) => typed[name]).join("/") });
  const whole = [String(year), ...[month, day].map((part) => String(part).padStart(2, "0"))];
  const value = whole.slice(0, names.length).join("-");
  if (value >= item.from && value <= item.to) return read(value);
  const [low, high] = [item.from, item.to].map((text) => text.split("-").reverse().join("/"));
  return mistaken(names[0], "date_range", { low, high });
}
