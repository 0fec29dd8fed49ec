// Where a member stands after each button: routing, going back, the one soft prompt, the bar, the order of options.

import assert from "node:assert/strict";
import test from "node:test";

import { backward, begun, changing, current, forward, isFirst, keeping, returned } from "./member/journey.js";

const options = [1, 2, 3, 4].map((code) => ({ code, label: { vi: String(code) } }));
const form = {
  items: [
    { item: "a", type: "single", options, exits: [], required: true },
    { item: "b", type: "single", options, exits: [], when: ["=", ["name", "a"], ["value", 1]] },
    { item: "c", type: "multi", options, exits: [], random: true, other: 2 },
    { item: "d", type: "note", exits: [] },
    { item: "e", type: "single", options, exits: [] },
  ],
};
const says = (value) => ({ value, text: "", mistakes: [] });
const on = (state, value) => forward(form, state, says(value)).state;

test("the path follows the answers, and ends at the check-answers page", () => {
  let state = begun(form);
  const seen = [];
  for (const value of [1, 2, [1], null, 3]) {
    seen.push(state.item);
    state = on(state, value);
  }
  assert.deepEqual(seen, ["a", "b", "c", "d", "e"]);
  assert.equal(state.item, null);
  assert.equal(state.bar, 1000);
  assert.equal(on(begun(form), 2).item, "c");
});

test("a wanted answer is asked for once more, then left alone", () => {
  const once = forward(form, begun(form), says(null));
  assert.ok(once.prompt);
  assert.equal(once.state.item, "a");
  const twice = forward(form, once.state, says(null));
  assert.equal(twice.prompt, undefined);
  assert.equal(twice.state.item, "c");
});

test("going back keeps what was chosen, unless it is a mistake", () => {
  const state = on(begun(form), 1);
  const before = backward(form, state, says(4));
  assert.equal(before.item, "a");
  assert.deepEqual(before.answers.values, { a: 1, b: 4 });
  const wrong = { value: null, text: "", mistakes: [{}] };
  assert.deepEqual(backward(form, state, wrong).answers.values, { a: 1 });
  assert.deepEqual(keeping(form, state, null), state);
  assert.ok(isFirst(form, before));
  assert.equal(backward(form, before, says(1)).item, "a");
});

test("the bar never moves back, whichever way is gone", () => {
  let state = begun(form);
  let bar = 0;
  const ways = [(s) => on(s, 1), (s) => on(s, 1), (s) => backward(form, s, says(null)), (s) => backward(form, s, says(1)), (s) => on(s, 2), (s) => on(s, [2])];
  for (const way of ways) {
    state = way(state);
    assert.ok(state.bar >= bar);
    bar = state.bar;
  }
});

test("changing an answer leads back to the check-answers page, by way of what it opened", () => {
  let state = begun(form);
  for (const value of [2, [1], null, 3]) state = on(state, value);
  assert.equal(state.item, null);
  state = changing(form, state, "a");
  assert.equal(backward(form, state, says(2)).item, null);
  state = on(state, 1);
  assert.equal(state.item, "b", "a question that this change opened");
  assert.ok(state.changing);
  state = on(state, 3);
  assert.equal(state.item, null);
  assert.equal(on(changing(form, state, "e"), 1).item, null);
});

test("options are shuffled once a visit; the one with a box for words stays last", () => {
  const orders = new Set();
  for (let visit = 0; visit < 100; visit++) {
    let state = on(begun(form), 2);
    const [order] = [state.orders.c];
    assert.deepEqual([...order].sort(), [1, 2, 3, 4]);
    assert.equal(order.at(-1), 2);
    state = on(backward(form, on(state, [1]), says(null)), [1]);
    assert.deepEqual(state.orders.c, order);
    orders.add(order.join());
  }
  assert.equal(orders.size, 6);
});

test("the browser's back button finds pages that are still on the path", () => {
  let state = begun(form);
  for (const value of [1, 2, [1]]) state = on(state, value);
  assert.equal(returned(form, state, "b", false).item, "b");
  const changed = { ...state, answers: { values: { a: 2 }, texts: {} } };
  assert.equal(returned(form, changed, "b", false).item, "a");
  assert.equal(returned(form, state, null, false).item, "d", "no check page before everything was shown");
  assert.equal(current(form, state).item, "d");
});
