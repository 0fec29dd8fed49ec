// Collect and cast against a server of a few lines that signs as the oracle does: failures, retries, foreign keys.

import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import test from "node:test";

globalThis.crypto ??= webcrypto;
const { RSABSSA } = await import("./blindrsa-ts.js");
const { base64, utf8 } = await import("./ballot/bytes.js");
const { castWith, collect, readRight, requireKept, rightText, send, shortReceipt, unwritten, written } = await import(
  "./member/casting.js"
);
const { leftOf, place, placesOf, stateOf, sweep } = await import("./member/keeping.js");
const { Failure, asking } = await import("./member/wire.js");

const PSS = { name: "RSA-PSS", hash: "SHA-384", modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) };
const OAEP = { name: "RSA-OAEP", hash: "SHA-256", modulusLength: 3072, publicExponent: Uint8Array.of(1, 0, 1) };
const oracle = RSABSSA.SHA384.PSS.Randomized();
const spki = async (pair) => base64(new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey)));
const pair = await crypto.subtle.generateKey(PSS, true, ["sign", "verify"]);
const modulus = async (pair) => Buffer.from((await crypto.subtle.exportKey("jwk", pair.publicKey)).n, "base64url");
let members; // a larger key, so that whatever is blinded for the promised one can be signed with it
do members = await crypto.subtle.generateKey(PSS, true, ["sign", "verify"]);
while (Buffer.compare(await modulus(members), await modulus(pair)) < 0);
const tally = await crypto.subtle.generateKey(OAEP, true, ["encrypt", "decrypt"]);
const manifest = {
  hash: "sha256:" + "ab".repeat(32),
  fields: {
    strata: [{}],
    blind: { signing_keys: [await spki(pair)] },
    tally_keys: [`-----BEGIN PUBLIC KEY-----\n${await spki(tally)}\n-----END PUBLIC KEY-----\n`],
  },
};
const payload = utf8('{"items":{},"texts":{},"v":1}');
const memory = () => {
  const held = new Map();
  return {
    getItem: (name) => held.get(name) ?? null,
    setItem: (name, text) => held.set(name, text),
    removeItem: (name) => held.delete(name),
    key: (at) => [...held.keys()][at],
    get length() { return held.size; },
    held,
  };
};

// A server that marks a slip at its first collect and remembers ballots; `faults` says what breaks at each request.
function server({ key = pair.privateKey, faults = [] } = {}) {
  const seen = { collect: [], cast: [] };
  const ask = async (step, fields) => {
    const fault = faults.shift();
    if (fault === "before") throw new Failure({ again: true });
    if (step === "collect" && seen.collect.length && seen.collect[0].blinded !== fields.blinded) throw new Failure({ again: false });
    const outcome = seen.cast.length ? "already" : "new";
    seen[step].push(fields);
    if (fault === "after") throw new Failure({ again: true });
    if (step === "cast") return { outcome };
    return { stratum: 0, signature: written(await oracle.blindSign(key, unwritten(fields.blinded))) };
  };
  return { ask, seen };
}

const visit = (ask, local) => {
  const { vault } = placesOf("w", manifest.hash, { local, until: "2026-12-14" });
  vault.found();
  return { manifest, code: "K7QM", stratum: 0, payload, ask, vault };
};

async function until(act, most = 6) {
  for (let tries = 1; ; tries++) {
    try {
      return { ...(await act()), tries };
    } catch (failure) {
      if (!failure.again || tries === most) throw failure;
    }
  }
}

for (const faults of [[], ["before"], ["after"], [null, "before"], [null, "after"], ["after", null, "after"], ["before", "after", null, "after", "before"]])
  test(`one ballot, whatever breaks: ${faults.join(" ") || "nothing"}`, async () => {
    const [{ ask, seen }, storage] = [server({ faults: [...faults] }), memory()];
    // every try is a page loaded anew: only what lies on the device goes from one to the next
    const { receipt, tries } = await until(() => send(visit(ask, storage)));
    assert.equal(tries, 1 + faults.filter(Boolean).length);
    assert.equal(new Set(seen.collect.map(({ blinded }) => blinded)).size, 1, "the slip is asked for with one message");
    assert.equal(new Set(seen.cast.map(({ ballot }) => ballot)).size, 1, "the same ballot every time");
    assert.equal(receipt, await shortReceipt(unwritten(seen.cast[0].ballot)));
    assert.match(receipt, /^[A-Z2-7]{4}(-[A-Z2-7]{4}){2}$/);
    assert.equal(storage.held.size, 0, "nothing is left behind");
    const [{ right, signature, ...rest }] = seen.cast;
    assert.deepEqual(Object.keys(rest).sort(), ["ballot", "stratum"]);
    assert.ok(await oracle.verify(pair.publicKey, unwritten(signature), unwritten(right)));
  });

test("nothing that lies between collect and cast can be read, and no secret stays after the signature", async () => {
  const [{ ask }, storage] = [server({ faults: [null, "before"] }), memory()];
  await assert.rejects(send(visit(ask, storage)));
  const step = JSON.parse([...storage.held.values()][0]);
  assert.deepEqual(Object.keys(step).sort(), ["ballot", "hash", "right", "signature", "stratum", "until"]);
  assert.equal(unwritten(step.ballot).length, 4883);
});

test("a key made for one member is noticed and nothing is cast", async () => {
  const { ask, seen } = server({ key: members.privateKey });
  await assert.rejects(send(visit(ask, memory())), { reason: "signature" });
  assert.equal(seen.cast.length, 0);
});

test("a server that signs for another stratum is refused", async () => {
  const { ask } = server();
  const lying = async (...given) => ({ ...(await ask(...given)), stratum: 1 });
  await assert.rejects(send(visit(lying, memory())), { reason: "signature" });
});

test("two phases: a right kept on the phone or copied as a text casts one ballot later", async () => {
  const { ask, seen } = server();
  const { payload: _, ...asked } = visit(ask, memory());
  const kept = await collect(asked);
  assert.deepEqual(Object.keys(kept).sort(), ["hash", "right", "signature", "stratum"]);
  const text = await rightText(kept);
  assert.ok(text.length < 440, String(text.length));
  assert.deepEqual(await readRight(`  ${text.slice(0, 50)}\n ${text.slice(50)} `, manifest), kept);
  await requireKept(manifest, kept);
  const { outcome } = await castWith({ manifest, kept, payload, ask, vault: asked.vault });
  assert.equal(outcome, "new");
  assert.equal(seen.cast[0].right, kept.right);
  for (const broken of [text.slice(1), text.slice(0, -1), text.replace(/.$/, (sign) => (sign === "A" ? "B" : "A")), "", "ế"])
    await assert.rejects(readRight(broken, manifest), { reason: "right-unreadable" });
  await assert.rejects(readRight(text, { hash: "sha256:" + "cd".repeat(32) }), { reason: "right-unreadable" });
  await assert.rejects(requireKept(manifest, { ...kept, right: written(new Uint8Array(113)) }), { reason: "signature" });
});

test("what another manifest left on the device counts as nothing", () => {
  const local = memory();
  const ours = placesOf("w", "sha256:aa", { local, until: "2026-12-14" }).draft;
  ours.write({ hash: "sha256:bb", state: {} });
  assert.equal(ours.read(), null);
  ours.erase();
  assert.equal(local.held.size, 0);
});

test("two windows of one wave keep their ballots apart, and a new one goes on with either", () => {
  const local = memory();
  const open = () => placesOf("w", "sha256:aa", { local, until: "2026-12-14" }).vault;
  const [one, two] = [open(), open()];
  one.write({ hash: "sha256:aa", ballot: "1" });
  assert.equal(two.read(), null);
  two.write({ hash: "sha256:aa", ballot: "2" });
  assert.equal(one.read().ballot, "1");
  one.erase();
  assert.equal(open().found().ballot, "2");
  two.erase();
  assert.equal(open().found(), null);
});

test("what was left of a wave that is over is erased, whichever wave is opened", () => {
  const local = memory();
  const kept = placesOf("w", "sha256:aa", { local, until: "2026-12-14" });
  kept.vault.write({ hash: "sha256:aa", ballot: "1" });
  kept.draft.write({ hash: "sha256:aa", state: {} });
  local.setItem("other", "{}");
  sweep(local, "2026-12-14");
  assert.equal(local.held.size, 3);
  sweep(local, "2026-12-15");
  assert.deepEqual([...local.held.keys()], ["other"]);
  sweep(null, "2026-12-15");
});

test("a device that keeps nothing still finishes the visit", () => {
  const locked = { getItem: () => { throw new Error("no"); }, setItem: () => { throw new Error("no"); }, removeItem: () => { throw new Error("no"); } };
  for (const storage of [locked, null]) {
    const kept = place(storage, "x");
    assert.equal(kept.write({ a: 1 }), false);
    assert.deepEqual(kept.read(), { a: 1 });
    kept.erase();
    assert.equal(kept.read(), null);
  }
});

test("a draft of another questionnaire is no draft", () => {
  const form = { items: [{ item: "a" }] };
  assert.equal(stateOf(null, form), null);
  assert.equal(stateOf({ state: { item: "b", answers: { values: {} } } }, form), null);
  assert.ok(stateOf({ state: { item: "a", answers: { values: {} } } }, form));
});

test("a request carries no cookie and no referrer; an answer is told from a failure", async () => {
  const sent = [];
  const reply = (status, told) => async (...given) => (sent.push(given), { ok: status < 400, status, json: async () => told });
  assert.deepEqual(await asking({ look: "/x" }, reply(200, { state: "open" }))("look", { code: "K" }), { state: "open" });
  const [address, options] = sent[0];
  assert.equal(address, "/x");
  assert.equal(options.credentials, "omit");
  assert.equal(options.referrerPolicy, "no-referrer");
  for (const [status, again] of [[409, false], [422, false], [429, true], [500, true]])
    await assert.rejects(asking({}, reply(status, { error: "e", text: "t", fix: "f" }))("look", {}), { again, text: "t" });
  await assert.rejects(asking({}, async () => { throw new TypeError("offline"); })("look", {}), { again: true });
});

test("what is left of a wave is found whatever manifest it was kept for, and nothing of another wave", () => {
  const local = memory();
  const other = placesOf("2025-Q4-b", "sha256:00", { local, until: "2026-01-01" });
  const mine = placesOf("2025-Q4", "sha256:01", { local, until: "2026-01-01" });
  for (const each of [mine.draft, mine.right, mine.vault, other.draft, other.vault]) each.write({ hash: "sha256:02" });
  local.setItem("theirs", "1");
  const left = leftOf(local, "2025-Q4");
  assert.equal(left.length, 3);
  left.forEach((each) => each.erase());
  assert.equal(leftOf(local, "2025-Q4").length, 0);
  assert.equal(leftOf(local, "2025-Q4-b").length, 2);
  assert.equal(local.getItem("theirs"), "1");
  assert.deepEqual(leftOf(null, "2025-Q4"), []);
});
