// Draws the pages of the form inside this document, from the parts that the server put into its template.
// Answers reach the page as values and text nodes only, never as HTML.

import { own } from "../form/evaluate.js";
import { piped, spoken } from "../form/piping.js";
import { current, isFirst, place } from "./journey.js";

const SLOT = /\ue000([^\ue001]+)\ue001/g;

// Return the functions that draw; each replaces what stands in main, sets the title and moves the focus.
export function drawing({ form, language, title, traits }, tell) {
  const parts = document.getElementById("form").content;
  const main = document.getElementById("main");

  function part(name) {
    const page = parts.querySelector(`[data-page="${name}"]`).cloneNode(true);
    page.querySelectorAll("[autofocus]").forEach((each) => each.removeAttribute("autofocus"));
    return page;
  }

  function show(page, { named, wrong = false, focus }) {
    document.title = `${wrong ? tell("error") + " " : ""}${named ? named + " · " : ""}${title}`;
    main.replaceChildren(page);
    scrollTo(0, 0);
    const heading = focus ?? page.querySelector("h1");
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  function question(state, { fields, mistakes = [], prompt = false }) {
    const item = current(form, state);
    const page = part("question");
    const asked = parts.querySelector(`[data-item="${item.item}"]`).cloneNode(true);
    fillSlots(asked, form, state, language);
    if (state.orders[item.item]) reorder(asked, state.orders[item.item]);
    fill(asked, fields);
    page.querySelector("form").prepend(asked);
    const [number, of] = place(form, state);
    const named = item.type === "note" ? "" : tell("question", { number, of });
    const [count, section] = page.querySelectorAll(".progress span");
    count.textContent = named;
    section.textContent = sectionOf(form, item, state, language) ?? traits;
    page.querySelector("progress").value = state.bar;
    if (isFirst(form, state)) page.querySelector('[value="back"]').remove();
    if (item.type === "note") page.querySelector("[data-skip]").remove();
    if (!prompt || mistakes.length) page.querySelector("[data-wanted]").remove();
    const summary = mistakes.length ? complain(page, asked, mistakes, tell) : drop(page.querySelector(".wrong"));
    const focus = summary ?? (prompt ? page.querySelector("[data-wanted]") : asked.querySelector("h1"));
    show(page, { named, wrong: mistakes.length > 0, focus });
  }

  function check(lines) {
    const page = part("check");
    const list = page.querySelector("dl");
    const row = list.firstElementChild;
    list.replaceChildren(...lines.map((line, at) => rowOf(row.cloneNode(true), line, at, tell)));
    show(page, { named: page.querySelector("h1").textContent.trim() });
    return page;
  }

  // name: a part of the template that is a page as it stands; set: {selector: text}.
  function plainPage(name, set = {}, { wrong = false } = {}) {
    const page = part(name);
    for (const [where, text] of Object.entries(set)) {
      const at = page.querySelector(where);
      if (text === null) at?.remove();
      else if ("value" in at && at.tagName !== "BUTTON") at.value = text;
      else at.textContent = text;
    }
    show(page, { named: page.querySelector("h1").textContent.trim(), wrong });
    return page;
  }

  return { question, check, plainPage };
}

// Return {field: [text, …]} of a form on the page.
export function fieldsOf(shown) {
  const fields = {};
  for (const [name, text] of new FormData(shown)) (fields[name] ??= []).push(text);
  return fields;
}

// Write the summary of mistakes into a page and each beside its field; return the summary.
export function complain(page, asked, mistakes, tell) {
  const summary = page.querySelector(".wrong");
  summary.querySelector("ul").replaceChildren(
    ...mistakes.map(({ field, text }) => {
      const [line, link] = [document.createElement("li"), document.createElement("a")];
      link.href = `#${field}`;
      link.textContent = text;
      link.addEventListener("click", (event) => {
        event.preventDefault();
        reach(page, field);
      });
      line.append(link);
      return line;
    }),
  );
  mistakes.forEach(({ field, text }, at) => beside(asked, field, `${tell("error")} ${text}`, `error-${at + 1}`));
  summary.hidden = false;
  return summary;
}

function reach(page, field) {
  const at = page.querySelector(`#${field}`);
  const open = at.matches("input, textarea") ? at : at.querySelector("input, textarea");
  at.scrollIntoView();
  open.focus({ preventScroll: true });
}

function beside(asked, field, text, id) {
  const line = document.createElement("p");
  [line.className, line.id, line.textContent] = ["error", id, text];
  const at = asked.querySelector(`#${field}`);
  const box = at.matches("fieldset") ? at : (at.closest("fieldset") ?? asked);
  const head = box.querySelector("legend, .ask");
  if (!head) (at.closest("label") ?? at).before(line);
  else (head.nextElementSibling?.id === "help" ? head.nextElementSibling : head).after(line);
  if (at === box) return;
  at.setAttribute("aria-invalid", "true");
  at.setAttribute("aria-describedby", [id, at.getAttribute("aria-describedby")].filter(Boolean).join(" "));
}

function drop(element) {
  element.remove();
}

function sectionOf(form, item, state, language) {
  const page = form.pages.find((each) => each.page === item.page);
  return page && (page.title ? piped(page.title, form, state.answers, language) : "");
}

function fillSlots(asked, form, state, language) {
  const texts = document.createTreeWalker(asked, NodeFilter.SHOW_TEXT);
  const label = (_, name) => {
    const [item, each] = name.split(".");
    const found = form.items.find((one) => one.item === item);
    return spoken(found, own(state.answers.values, item), language, each);
  };
  while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replace(SLOT, label);
}

function reorder(asked, order) {
  for (const group of asked.querySelectorAll("fieldset")) {
    const rows = [...group.querySelectorAll("label.choice")].filter((row) => !row.closest(".exits"));
    if (!rows.length) continue;
    const at = document.createComment("");
    rows[0].before(at);
    const codeOf = (row) => order.indexOf(Number(row.querySelector("input").value));
    at.after(...rows.sort((one, other) => codeOf(one) - codeOf(other)));
    at.remove();
  }
}

function fill(asked, fields) {
  for (const input of asked.querySelectorAll("input, textarea")) {
    const given = fields[input.name] ?? [];
    if (input.type === "radio" || input.type === "checkbox") input.checked = given.includes(input.value);
    else input.value = given[0] ?? "";
  }
}

function rowOf(row, { item, text, lines }, at, tell) {
  const [asked, said, change] = [row.querySelector("dt"), row.querySelector("dd"), row.querySelector(".change")];
  asked.id = `q${at + 1}`;
  asked.textContent = text;
  said.replaceWith(
    ...lines.map(([part, words]) => {
      const line = document.createElement("dd");
      if (part) line.append(quiet(`${part}:`), " ");
      line.append(words || quiet(tell("skipped")));
      return line;
    }),
  );
  const button = change.querySelector("button");
  button.value = `change:${item}`;
  button.setAttribute("aria-describedby", asked.id);
  return row;
}

function quiet(text) {
  const word = document.createElement("span");
  word.className = "empty";
  word.textContent = text;
  return word;
}
