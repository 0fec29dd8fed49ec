// The member's visit in the browser: the manifest is checked, the code looked up, the form answered inside this document,
// and nothing of it is posted before Send. Where this cannot run, the form of the page below works without it.

import "./address.js";
import { Refusal, utf8 } from "../ballot/bytes.js";
import { LENGTH, readCode, signsOf } from "../ballot/code.js";
import { isOpen, readManifest, requireWords, standingOf, stratumKey } from "../ballot/manifest.js";
import { payload } from "../form/answers.js";
import { say } from "../form/piping.js";
import { castWith, collect, readRight, requireKept, rightText, send, sendOpen } from "./casting.js";
import { backward, begun, changing, current, forward, keeping, returned } from "./journey.js";
import { placesOf, stateOf, sweep } from "./keeping.js";
import { settle } from "./meeting.js";
import { complain, drawing, fieldsOf } from "./page.js";
import { filled, readItem } from "./reading.js";
import { saidAll } from "./saying.js";
import { Failure, asking, textAt } from "./wire.js";

const data = JSON.parse(document.getElementById("wave").textContent);
const { form, language, phase } = data;
const main = document.getElementById("main");
const opening = [...main.childNodes];
const door = main.querySelector("form");
const places = placesOf(data.wave, data.hash, { local: storage("localStorage"), until: data.until });
const ask = asking(data.addresses);
const draw = drawing({ ...data, traits: data.say.traits }, tell);
const meeting = data.meeting ? settle({ ...data.meeting, tell, home: data.addresses.start, held: () => visit.sending || Boolean(places.vault.read()) }) : null;

// visit: what this member has done so far. It lives in memory and dies with the page.
let visit = { state: null, code: null, stratum: null, trail: [], at: -1, sending: false, done: false };
let manifest = null;

sweep(storage("localStorage"), data.today);
if (globalThis.crypto?.subtle && door) load();
else unlock();

// The page waits for the manifest as it waits for its modules; when the line is broken it is asked for again.
function load() {
  textAt(data.addresses.manifest).then(begin, () => setTimeout(load, 3000));
}

// The start button waits for this: a tap before it would be answered page by page, on the server.
function unlock() {
  main.querySelector("[data-slow]")?.remove();
  main.querySelectorAll("[data-start]").forEach((each) => (each.disabled = false));
}

function begin(text) {
  const checking = checked(text);
  const onSubmit = (event) => {
    event.preventDefault();
    enter(checking);
  };
  door.addEventListener("submit", onSubmit);
  unlock();
  addEventListener("popstate", moved);
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  checking.then(prepared, (reason) => {
    if (reason instanceof Refusal) return refused();
    door.removeEventListener("submit", onSubmit); // a browser that lacks a part: the form works without scripts
  });
}

// The manifest must hash to what was promised, give the words that stand on this page, and carry sound keys; what was
// added to it must follow it and be signed.
async function checked(text) {
  const read = await readManifest(text);
  const shown = [...main.querySelectorAll(".words li")].map((word) => word.textContent);
  if (read.hash !== data.hash || read.fields.wave !== data.wave) throw new Refusal("hash");
  requireWords(read, shown);
  if (isOpen(read) !== data.open) throw new Refusal("open-wave");
  if (!data.open) await Promise.all(read.fields.strata.map((_, at) => stratumKey(read, at)));
  date(await standingOf(read, data.addenda));
  manifest = read;
}

// What the page says of last days follows from the signed chain, whatever the server wrote there.
function date(standing) {
  if (standing.cancelled) throw new Refusal("addendum-cancelled");
  for (const where of [main, document.getElementById("form").content])
    for (const each of where.querySelectorAll("[data-day]")) {
      each.dateTime = standing[each.dataset.day];
      each.textContent = each.dateTime.split("-").reverse().join("/");
    }
}

function prepared() {
  main.querySelectorAll("[data-scripted]").forEach((each) => (each.hidden = false));
  if (phase === "cast") showRight();
  const forget = main.querySelector("[data-forget]");
  forget?.addEventListener("click", () => {
    places.draft.erase();
    forget.closest("p").hidden = true;
  });
  if (forget) forget.closest("p").hidden = !places.draft.read();
  const left = places.vault.found();
  if (left) unsent(left);
}

function showRight() {
  const kept = places.right.read();
  main.querySelector("[data-code]").hidden = true;
  main.querySelector("[data-kept]").hidden = !kept;
  main.querySelector("[data-paste]").hidden = Boolean(kept);
}

// The start page was sent: look the code up without spending it, then show the first question.
async function enter(checking) {
  if (visit.sending) return;
  visit.sending = true;
  try {
    await checking;
  } catch (reason) {
    return reason instanceof Refusal ? undefined : door.submit();
  }
  try {
    const fields = fieldsOf(door);
    const { mistakes, code, right } = await readDoor(fields);
    if (mistakes.length) return stay(mistakes);
    const stratum = data.open ? 0 : right ? right.stratum : await lookedUp(code);
    if (stratum === null) return;
    if (phase === "collect") return await fetchRight(code, stratum);
    if (visit.code !== code || !visit.state) {
      const draft = stateOf(places.draft.read(), form);
      visit = { ...visit, code, stratum, right, keep: Boolean(draft) || Boolean(fields.keep), trail: [], at: -1 };
      visit.state = draft ?? begun(form);
    }
    show(visit.state);
  } catch (failure) {
    failed(failure, () => enter(checking), "unreached");
  } finally {
    visit.sending = false;
  }
}

async function readDoor(fields) {
  const mistakes = [];
  const mistake = (field, said, words) => mistakes.push({ field, text: tell(said, words) });
  const typed = (fields.code?.[0] ?? "").trim();
  let [code, right] = [null, null];
  if (phase === "cast") {
    right = places.right.read() ?? (await pasted(fields.right?.[0] ?? ""));
    if (!right) mistake("right", "right_unreadable");
  } else if (!data.open) {
    try {
      code = readCode(typed);
    } catch (refusal) {
      const count = signsOf(typed).length;
      if (!count) mistake("code", "code_missing");
      else mistake("code", refusal.reason === "code-length" ? "code_length" : "code_mistyped", { count, length: LENGTH });
    }
  }
  if (!fields.consent) mistake("consent", "consent");
  return { mistakes, code, right };
}

async function pasted(text) {
  try {
    const right = await readRight(text, manifest);
    await requireKept(manifest, right);
    return right;
  } catch {
    return null;
  }
}

function stay(mistakes) {
  main.querySelectorAll(".wrong, .error").forEach((each) => each.remove());
  const box = document.getElementById("form").content.querySelector('[data-page="start-wrong"]').cloneNode(true);
  box.firstElementChild.removeAttribute("autofocus");
  main.prepend(box);
  complain(main, door, mistakes, tell).focus();
  document.title = `${tell("error")} ${data.title}`;
}

async function lookedUp(code) {
  const { state, stratum } = await ask("look", { code });
  if (state === "open") return stratum;
  draw.plainPage("notice", { h1: tell(`${state}_title`), "[data-text]": tell(`${state}_text`), "[data-fix]": null }, {
    wrong: state === "unknown",
  });
  return null;
}

// Two phases, the first: the right is fetched now and used on another day.
async function fetchRight(code, stratum) {
  const kept = await collect({ manifest, code, stratum, ask, vault: places.vault });
  const written = places.right.write(kept);
  const page = draw.plainPage("collected", { textarea: await rightText(kept), ...(written ? {} : { "[data-kept]": null }) });
  page.querySelector("[data-copy]").addEventListener("click", () => copy(page));
  page.querySelector("[data-erase]")?.addEventListener("click", (event) => {
    places.right.erase();
    event.target.replaceWith(tell("erased"));
  });
}

async function copy(page) {
  page.querySelector("textarea").select();
  try {
    await navigator.clipboard.writeText(page.querySelector("textarea").value);
    page.querySelector("[role=status]").textContent = tell("copied");
  } catch {
    // the text is marked; the member copies it by hand
  }
}

// Show where the state stands; a page shown anew is remembered for the browser's back button.
function show(state, { push = true, ...more } = {}) {
  visit.state = state;
  if (push) {
    visit.trail = [...visit.trail.slice(0, visit.at + 1), { item: state.item, changing: state.changing }];
    visit.at += 1;
    history.pushState({ at: visit.at }, "");
  }
  if (visit.keep) places.draft.write({ hash: data.hash, state });
  state.item === null ? showCheck(state) : showItem(state, more);
}

function showItem(state, { fields, mistakes, prompt }) {
  const item = current(form, state);
  draw.question(state, { fields: fields ?? filled(item, state.answers), mistakes, prompt });
  onPress((button, posted) => {
    const reading = readItem(item, posted);
    if (button === "back") return back(reading);
    if (reading.mistakes.length) {
      const said = reading.mistakes.map((each) => ({ ...each, text: tell(each.said, each.words) }));
      return show(visit.state, { push: false, fields: posted, mistakes: said });
    }
    const next = forward(form, visit.state, reading);
    show(next.state, { push: !next.prompt, prompt: next.prompt });
  });
}

function showCheck(state) {
  draw.check(saidAll(form, state.answers, language, tell));
  onPress((button) => {
    if (button === "send") return deliver();
    if (button === "back") return back(null);
    show(changing(form, visit.state, button.slice("change:".length)));
  });
}

function onPress(act) {
  const shown = main.querySelector("form");
  shown.addEventListener("submit", (event) => {
    event.preventDefault();
    act(event.submitter?.value ?? "next", fieldsOf(shown));
  });
}

function back(reading) {
  const next = backward(form, visit.state, reading);
  if (visit.at < 1 || visit.trail[visit.at - 1].item !== next.item) return show(next);
  visit.state = keeping(form, visit.state, reading);
  history.back();
}

// The browser's own back and forward.
function moved({ state: entry }) {
  if (visit.done || visit.sending || !visit.state || places.vault.read()) return;
  const shown = main.querySelector("form");
  const item = visit.at < 0 ? null : current(form, visit.state);
  const state = keeping(form, visit.state, item && shown ? readItem(item, fieldsOf(shown)) : null);
  visit.at = entry?.at ?? -1;
  const there = visit.trail[visit.at];
  if (there) return show(returned(form, state, there.item, there.changing), { push: false });
  visit.state = state;
  main.replaceChildren(...opening);
  document.title = data.title;
}

// Send: seal, collect, cast. What fails on the line is repeated with the same ballot.
async function deliver() {
  if (visit.sending) return;
  visit.sending = true;
  busy();
  try {
    const sealing = { manifest, ask, vault: places.vault, payload: visit.state && utf8(payload(form, visit.state.answers)) };
    const step = places.vault.read();
    if (step && !step.ballot) return await fetchRight(step.code, step.stratum);
    const kept = visit.right ?? (phase === "cast" ? places.right.read() : null);
    if (data.open) return thank((await sendOpen(sealing)).receipt);
    const { receipt } = kept
      ? await castWith({ ...sealing, kept })
      : await send({ ...sealing, code: visit.code, stratum: visit.stratum });
    thank(receipt);
  } catch (failure) {
    failed(failure, deliver, "unsent");
  } finally {
    visit.sending = false;
  }
}

function busy() {
  main.querySelectorAll("button").forEach((button) => (button.disabled = true));
  const line = main.querySelector("[role=status]");
  if (line) line.textContent = tell("sending");
}

function thank(receipt) {
  places.draft.erase();
  places.right.erase();
  visit = { ...visit, state: null, code: null, right: null, trail: [], done: true };
  const page = draw.plainPage("thanks", { "[data-receipt]": receipt });
  meeting?.finished(page);
}

// An earlier visit was closed before its ballot was in: it goes on, or is erased.
function unsent(left) {
  const page = draw.plainPage("resumed", left.ballot ? {} : { "[data-text]": tell("resume_right") });
  page.querySelector("[data-erase]").addEventListener("click", () => {
    places.vault.erase();
    location.replace(data.addresses.start);
  });
  again(page, deliver);
}

function again(page, act) {
  page.querySelector("[data-again]").addEventListener("click", act);
}

function failed(failure, act, part) {
  if (failure instanceof Failure && failure.again) {
    const page = draw.plainPage(part, failure.text ? { "[data-text]": failure.text, "[data-fix]": failure.fix } : {});
    return again(page, act);
  }
  if (failure instanceof Failure) {
    places.vault.erase();
    const said = { h1: tell("unsent_title"), "[data-text]": failure.text, "[data-fix]": failure.fix };
    return draw.plainPage("notice", said, { wrong: true });
  }
  if (failure.reason === "ballot-too-large") {
    return draw.plainPage("notice", { h1: tell("unsent_title"), "[data-text]": tell("too_large"), "[data-fix]": null });
  }
  if (failure instanceof Refusal) return refused();
  again(draw.plainPage(part), act);
}

function refused() {
  places.vault.erase();
  visit = { ...visit, state: null, code: null, right: null, done: true };
  draw.plainPage("refused", {}, { wrong: true });
}

function tell(said, words = {}) {
  const text = data.say[said] ?? said;
  return text.replace(/\{(\w+)\}/g, (_, name) => (typeof words[name] === "object" ? say(words[name], language) : words[name]));
}

function storage(name) {
  try {
    return globalThis[name];
  } catch {
    return null; // a browser that keeps nothing
  }
}
