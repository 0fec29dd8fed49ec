// Make a key pair, have its file saved twice, and go on only when a saved file opens again. Nothing is sent.

import { newKeyFile, openKeyFile } from "../ballot/custodian.js";
import { at, chosen, once, problem, said, saving, show, status } from "./page.js";

let made = null;
const saved = new Set();

once(at("make"), async () => {
  const passphrase = at("passphrase").value;
  if (passphrase.normalize("NFC") !== at("again").value.normalize("NFC")) throw { reason: "passphrases-differ" };
  status("making");
  made = await newKeyFile(passphrase);
  for (const field of ["passphrase", "again"]) at(field).value = "";
  const name = "khoa-kiem-phieu-" + made.fingerprint.slice(7, 15);
  saving(at("save-1"), name + "-ban-1.json", made.file);
  saving(at("save-2"), name + "-ban-2.json", made.file);
  saving(at("save-public"), name + ".pub", made.publicText);
  at("step-1").hidden = true;
  show("step-2");
  status("made");
});

for (const number of ["1", "2"]) {
  at("save-" + number).addEventListener("click", () => {
    saved.add(number);
    at("save-" + number).classList.add("saved");
    if (saved.size === 2 && at("step-3").hidden) show("step-3");
  });
}

once(at("check"), async () => {
  status("opening-key");
  const { fingerprint } = await openKeyFile(await chosen(at("file")), at("retyped").value);
  if (fingerprint !== made.fingerprint) throw { reason: "other-key" };
  at("retyped").value = "";
  at("fingerprint").textContent = fingerprint;
  problem("");
  show("step-4");
  status("opened-again");
});

addEventListener("beforeunload", (leaving) => {
  if (made && at("step-4").hidden) leaving.preventDefault();
});
