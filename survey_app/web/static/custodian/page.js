// What both pages of the custodian share: texts, the place where problems are told, saving a file.

export const page = JSON.parse(document.getElementById("page").textContent);

export const at = (id) => document.getElementById(id);

// Return a sentence by its code, its {fields} filled in.
export const said = (code, fields = {}) =>
  (page.said[code] ?? page.said.failed).replace(/\{(\w+)\}/g, (whole, name) => fields[name] ?? whole);

export function status(code, fields) {
  at("status").textContent = code ? said(code, fields) : "";
}

// Show a problem; whoever reads by ear is taken to it.
export function problem(text) {
  at("status").textContent = "";
  at("problem").textContent = text;
  at("problem").hidden = !text;
  if (text) at("problem").focus();
}

// Show a part of the page and go to its heading.
export function show(id) {
  at(id).hidden = false;
  at(id).querySelector("h2").focus();
}

// Run an action once at a time; what it refuses is told, and nothing else is. Until now the button did nothing.
export function once(button, action) {
  button.disabled = false;
  button.addEventListener("click", async () => {
    if (button.disabled) return;
    button.disabled = true;
    problem("");
    try {
      await action();
    } catch (failure) {
      problem(failure.text ?? said(failure.reason ?? "failed"));
    } finally {
      button.disabled = false;
    }
  });
}

// Make a link save a text as a file.
export function saving(link, name, text) {
  link.href = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
  link.download = name;
}

// Return the text of the file chosen in a field.
export async function chosen(field) {
  const [file] = field.files;
  if (!file) throw { reason: "no-file" };
  if (file.size > 20000) throw { reason: "unreadable-key" };
  return file.text();
}
