// Where a member stands: what was answered, which page is shown. Pure: every step returns a new state.
// survey_app/web/respond/views.py goes the same way page by page on the server.

import { following, ordered, preceding, progress, reached } from "../form/routing.js";
import { complete, kept } from "./reading.js";

// Return the state of somebody who has answered nothing yet, at the first page.
// item: the name of the item on the screen; null on the check-answers page.
export const begun = (form) =>
  shown(form, { answers: { values: {}, texts: {} }, passed: [], asked: [], orders: {}, bar: 0 }, following(form, NOTHING, null));

const NOTHING = { values: {}, texts: {} };
const itemOf = (form, name) => form.items.find((each) => each.item === name) ?? null;
const having = (list, name) => (list.includes(name) ? list : [...list, name]);

export const current = (form, state) => itemOf(form, state.item);

// Return {state, prompt}: one page on with what this page says. prompt: the page asks once more for a wanted answer.
export function forward(form, before, reading) {
  const item = current(form, before);
  let state = { ...before, answers: kept(item, before.answers, reading) };
  if (item.required && !complete(item, reading) && !state.asked.includes(item.item))
    return { state: { ...state, asked: having(state.asked, item.item) }, prompt: true };
  state = { ...state, passed: having(state.passed, item.item) };
  if (!state.changing) return { state: shown(form, state, following(form, state.answers, item.item)) };
  const opened = reached(form, state.answers).find((each) => !state.passed.includes(each.item));
  return { state: shown(form, state, opened ?? null, Boolean(opened)) };
}

// Return the state one page back; what was chosen here is kept when it can be.
export function backward(form, before, reading) {
  const state = keeping(form, before, reading);
  if (before.item === null) return shown(form, state, reached(form, state.answers).at(-1) ?? null);
  if (state.changing) return shown(form, state, null);
  return shown(form, state, preceding(form, state.answers, before.item) ?? current(form, before));
}

// Return the state at an item, opened from the check-answers page.
export const changing = (form, state, name) => shown(form, state, itemOf(form, name), true);

// Return the state with what this page says, when it can be kept.
export function keeping(form, state, reading) {
  const item = current(form, state);
  if (!item || !reading || reading.mistakes.length) return state;
  return { ...state, answers: kept(item, state.answers, reading) };
}

// Return the state at a page shown before (the browser's own back and forward), or the nearest one still on the path.
export function returned(form, state, name, changed) {
  const path = reached(form, state.answers);
  if (name === null) return path.every(({ item }) => state.passed.includes(item)) ? shown(form, state, null) : state;
  const item = path.find((each) => each.item === name) ?? preceding(form, state.answers, name) ?? path[0];
  return shown(form, state, item, changed);
}

// Return the state standing at an item (null: the check-answers page). The bar never moves back.
function shown(form, state, item, changed = false) {
  if (item === null) return { ...state, item: null, changing: false, bar: 1000 };
  const [number, of] = progress(form, state.answers, item.item);
  const share = of && item.type !== "note" ? Math.floor((1000 * number) / of) : 0;
  return { ...state, item: item.item, changing: changed, bar: Math.max(state.bar, share), orders: drawn(state.orders, item) };
}

// The order of options is drawn once a visit, so it stays when somebody goes back.
const drawn = (orders, item) =>
  !item.random || orders[item.item] ? orders : { ...orders, [item.item]: ordered(item).map((option) => option.code) };

// Return whether this is the first page of the path, which has nothing before it.
export const isFirst = (form, state) => !state.changing && reached(form, state.answers)[0]?.item === state.item;

// Return [k, of] of the page on the screen.
export const place = (form, state) => progress(form, state.answers, state.item);
