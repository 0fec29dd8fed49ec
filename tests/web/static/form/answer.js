// What the member's scripts make of plain JSON; the tests' one door to them.

import { cleanText, kept, payload, refusal } from "./form/answers.js";
import { evaluate } from "./form/evaluate.js";
import { piped } from "./form/piping.js";
import { following, ordered, preceding, progress, reached } from "./form/routing.js";

export { cleanText, evaluate, ordered, piped, refusal };

const names = (items) => items.map((item) => item.item);

// Return the path, the progress on it, the payload, and every text on the path as it is shown.
export function led(form, values, texts) {
  const answers = { values, texts };
  const path = reached(form, answers);
  const shown = (language) => path.map((item) => piped(item.text, form, kept(form, answers), language));
  return {
    reached: names(path),
    progress: path.map((item) => progress(form, answers, item.item)),
    payload: payload(form, answers),
    shown: Object.fromEntries(form.languages.map((language) => [language, shown(language)])),
  };
}

// Return the path walked one step after the other, and walked back.
export function walked(form, values, texts) {
  const answers = { values, texts };
  const walk = (step) => {
    const path = [];
    for (let item = step(form, answers, null); item; item = step(form, answers, item.item)) path.push(item.item);
    return path;
  };
  return [walk(following), walk(preceding).reverse()];
}
