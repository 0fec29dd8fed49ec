// Piping: {item} inside a text stands for the label of an earlier answer; {{ and }} are braces.

import { isDate, isParts, own } from "./evaluate.js";
import { readable } from "./numbers.js";

const BRACES = /\{\{|\}\}|\{([a-z][a-z0-9_]{0,39}(?:\.[a-z0-9_]+)?)\}|[{}]/g;
const NOTHING = "…";

// Return the text in a language, or in the first one it has.
export const say = (text, language) => text[language] || (Object.values(text)[0] ?? "");

// Return a text in one language, its pipes replaced by the labels of what was answered.
export const piped = (text, form, answers, language) =>
  say(text, language).replace(BRACES, (written, name) => {
    if (name === undefined) return written[0];
    const [item, part] = name.split(".");
    return spoken(form.items.find((each) => each.item === item), own(answers.values, item), language, part);
  });

// Return an answer as a pipe shows it; an ellipsis for no answer and for an exit.
export function spoken(item, answer, language, part) {
  const value = isParts(answer) ? own(answer, part) : answer;
  if (item.type === "date") return isDate(value) ? value.split("-").reverse().join("/") : NOTHING;
  if (item.type === "number") {
    if (typeof value !== "number") return NOTHING;
    const said = readable(value).replace(".", language === "vi" ? "," : ".");
    return item.unit ? `${said} ${say(item.unit, language)}` : said;
  }
  const codes = Array.isArray(value) ? value : [value];
  const labels = codes.map((code) => (item.options ?? []).find((option) => option.code === code)).filter(Boolean);
  return labels.map((option) => say(option.label, language)).join(", ") || NOTHING;
}
