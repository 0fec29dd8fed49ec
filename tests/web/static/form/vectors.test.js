// The golden vectors, run by node as a browser would run them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { cleanText, evaluate, led, ordered, piped, refusal, walked } from "./answer.js";

const { form, conditions, paths, pipes, refusals, texts } = JSON.parse(readFileSync(new URL("./form.json", import.meta.url)));

for (const { text, tree, items, texts, holds } of conditions)
  test(`condition ${text} on ${JSON.stringify(items)}`, () => {
    assert.equal(evaluate(tree, { values: items, texts }), holds);
  });

for (const { name, items, texts, ...expected } of paths)
  test(`path ${name}`, () => {
    assert.deepEqual(led(form, items, texts), expected);
    assert.deepEqual(walked(form, items, texts), [expected.reached, expected.reached]);
  });

for (const { text, items, language, shown } of pipes)
  test(`pipe ${text} in ${language}`, () => {
    assert.equal(piped({ [language]: text }, form, { values: items, texts: {} }, language), shown);
  });

for (const { item, value, reason } of refusals)
  test(`refusal of ${JSON.stringify(value)} to ${item}`, () => {
    assert.equal(refusal(form.items.find((each) => each.item === item), value), reason);
  });

for (const { raw, clean } of texts)
  test(`text ${JSON.stringify(raw)}`, () => {
    assert.equal(cleanText(raw), clean);
  });

test("a text is cut at whole letters", () => {
  assert.equal(cleanText("👍🏽 a b", 4), "👍🏽 a");
  assert.equal(cleanText("ab cd", 3), "ab");
});

test("random order keeps codes with their labels, fixed order stays", () => {
  const fixed = { options: [{ code: 1 }, { code: 2 }, { code: 3 }] };
  assert.deepEqual(ordered(fixed, () => 0), fixed.options);
  const orders = new Set();
  for (let seed = 0; seed < 200; seed++) {
    let state = seed * 2654435761;
    const draw = () => ((state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31);
    const shuffled = ordered({ ...fixed, random: true }, draw).map((option) => option.code);
    assert.deepEqual([...shuffled].sort(), [1, 2, 3]);
    orders.add(shuffled.join());
  }
  assert.equal(orders.size, 6);
});
