// The tally: the key file is opened here, the ballots are opened here; rows of codes go to the server, to be counted.
// Where the manifest promises to keep answers in words, they go there sealed for the keys of the tally, and not otherwise.

import { openKeyFile } from "../ballot/custodian.js";
import { readManifest } from "../ballot/manifest.js";
import { openAll, parts, pieces, requireKeyOf } from "./opening.js";
import { at, chosen, once, page, said, show, status } from "./page.js";
import { sealTexts, split } from "./texts.js";

let waiting = null; // what a custodian has to acknowledge before the tally goes on

async function ask(name, posted) {
  let answer;
  try {
    answer = await fetch(page.addresses[name], {
      method: posted ? "POST" : "GET",
      headers: posted ? { "Content-Type": "application/json", "X-Page-Token": page.token } : {},
      body: posted ? JSON.stringify(posted) : undefined,
    });
  } catch {
    throw { reason: "offline" };
  }
  if (answer.status === 409) {
    const { text, fix } = await answer.json();
    throw { text: `${text} ${fix}` };
  }
  if (!answer.ok || answer.redirected) throw { reason: "failed" };
  return answer;
}

const asked = async (name, posted) => (await ask(name, posted)).json();

once(at("start"), async () => {
  const unlocked = at("file") ? await unlock() : null;
  const begun = await asked("begin", {});
  if (begun.released) return finished(begun);
  if (!unlocked) throw { reason: "failed" };
  show("running");
  status("fetching");
  const bytes = new Uint8Array(await (await ask("ballots")).arrayBuffer());
  const { fields, hash, key } = unlocked;
  const wanted = Boolean(fields.texts);
  const { rows, aside, said } = await openAll(bytes, { hash, form: page.form, key, wanted, progress: (done, of) => step("opening", done, of) });
  for (const part of parts(rows)) {
    await asked("rows", { token: begun.token, ...part });
    step("sending", part.at + part.rows.length, rows.length);
  }
  if (wanted) await handOver(begun.token, said, { fields, hash });
  await decide({ token: begun.token, aside, acknowledged: false });
});

once(at("go-on"), async () => {
  if (waiting && at("acknowledged").checked) await decide({ ...waiting, acknowledged: true });
});

async function unlock() {
  status("opening-key");
  const manifest = await readManifest(page.manifest);
  const { key, fingerprint } = await openKeyFile(await chosen(at("file")), at("passphrase").value);
  await requireKeyOf(manifest, fingerprint);
  at("passphrase").value = "";
  return { key, hash: manifest.hash, fields: manifest.fields };
}

// Hand the answers in words over, split and sealed here; the server has no key to them.
async function handOver(token, said, { fields, hash }) {
  status("sealing");
  const { items, least, until } = page.texts;
  const head = { sealed_texts: 1, stage: "written", wave: fields.wave, manifest: hash, until };
  const sealed = await sealTexts(head, { items: split(items, said, least) }, fields.tally_keys);
  for (const piece of pieces(sealed)) await asked("texts", { token, ...piece });
}

async function decide(posted) {
  at("overfull").hidden = true;
  at("bar").removeAttribute("value");
  status("deciding");
  const answer = await asked("finish", posted);
  if (!answer.overfull) return finished(answer);
  waiting = posted;
  at("strata").replaceChildren(...answer.overfull.map((title) => Object.assign(document.createElement("li"), { textContent: title })));
  status("");
  show("overfull");
}

function finished({ released, n, N, aside }) {
  for (const part of ["open", "running", "overfull"]) at(part).hidden = true;
  at("result").textContent = said(aside === undefined ? "finished" : N ? "done" : "done_open", { n, N });
  at("aside").hidden = !aside;
  at("aside").textContent = said("aside", { count: aside });
  at("hash").textContent = released;
  status("");
  show("done");
}

function step(code, done, of) {
  at("bar").max = of;
  at("bar").value = done;
  status(code, { done, of });
}
