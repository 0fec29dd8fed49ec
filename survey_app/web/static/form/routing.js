// Which items a member meets. A condition that is unknown hides its item.

import { evaluate, own } from "./evaluate.js";

// Return the items that these answers lead to, in order; answers to other items count for nothing.
export function reached(form, answers) {
  const seen = { values: { ...answers.values }, texts: {} };
  for (const { item, type } of form.items)
    if (type === "text" && own(answers.texts, item)) seen.texts[item] = answers.texts[item];
  return form.items.filter((item) => {
    if (!item.when || evaluate(item.when, seen) === true) return true;
    delete seen.values[item.item];
    delete seen.texts[item.item];
    return false;
  });
}

const place = (form, name) => form.items.findIndex((item) => item.item === name);

// Return the next item after this one (null: the first item); null after the last.
export function following(form, answers, name) {
  const here = name === null ? -1 : place(form, name);
  return reached(form, answers).find((item) => place(form, item.item) > here) ?? null;
}

// Return the item before this one (null: the last item); null before the first.
export function preceding(form, answers, name) {
  const here = name === null ? form.items.length : place(form, name);
  return reached(form, answers).reverse().find((item) => place(form, item.item) < here) ?? null;
}

// Return [k, of]: the number of this question among those on the current path. Notes are not counted.
export function progress(form, answers, name) {
  const asked = reached(form, answers).filter((item) => item.type !== "note");
  return [asked.filter((item) => place(form, item.item) <= place(form, name)).length, asked.length];
}

// Return the options in the order of this visit: as written, or shuffled once; codes go with their labels.
// An option with a box for words stays last.
export function ordered(item, random = Math.random) {
  const options = [...(item.options ?? [])];
  if (!item.random) return options;
  for (let last = options.length - 1; last > 0; last--) {
    const chosen = Math.floor(random() * (last + 1));
    [options[last], options[chosen]] = [options[chosen], options[last]];
  }
  const own = (option) => option.code === item.other;
  return [...options.filter((option) => !own(option)), ...options.filter(own)];
}
