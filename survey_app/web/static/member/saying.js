// The check-answers page in words: every question on the path, and what was answered.

import { isDate, own } from "../form/evaluate.js";
import { readable } from "../form/numbers.js";
import { piped, say } from "../form/piping.js";
import { reached } from "../form/routing.js";

// Return [{item, text, lines: [[part, words]]}]; tell(said, words) gives a sentence in the member's language.
export const saidAll = (form, answers, language, tell) =>
  reached(form, answers)
    .filter((item) => item.type !== "note")
    .map((item) => ({
      item: item.item,
      text: plain(piped(item.text, form, answers, language)),
      lines: [...linesOf(item, form, answers, language, tell), ...ownWords(item, answers)],
    }));

// Return a text on one line, without its marks.
export const plain = (text) => text.replace(/\*\*(.+?)\*\*/g, "$1").split(/\s+/).filter(Boolean).join(" ");

function ownWords(item, { texts }) {
  const text = own(texts, item.item) ?? "";
  return text || item.type === "text" ? [["", text]] : [];
}

function linesOf(item, form, answers, language, tell) {
  const value = own(answers.values, item.item) ?? null;
  const words = (code) => {
    if (code === null || code === undefined) return "";
    if (typeof code === "string") return tell(code);
    const option = (item.options ?? []).find((each) => each.code === code);
    return option ? say(option.label, language) : readable(code).replace(".", language === "vi" ? "," : ".");
  };
  switch (item.type) {
    case "text":
      return [];
    case "battery":
      return item.parts.map(({ part, text }) => [piped(text, form, answers, language), words(own(value ?? {}, part))]);
    case "ranking":
      if (Array.isArray(value)) return value.map((code, at) => [tell(at < 5 ? `place_${at + 1}` : "place", { place: at + 1 }), words(code)]);
      return [["", words(value)]];
    case "multi":
      return [["", [value].flat().map(words).join("; ")]];
    case "date":
      return [["", isDate(value) ? value.split("-").reverse().join("/") : words(value)]];
    case "number": {
      const unit = item.unit && typeof value === "number" ? ` ${say(item.unit, language)}` : "";
      return [["", words(value) + unit]];
    }
    default:
      return [["", words(value)]];
  }
}
