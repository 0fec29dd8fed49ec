// Reads [[call, …arguments], …] and writes what each call gives.

import { payload } from "./form/answers.js";
import { complete, filled, kept, readItem } from "./member/reading.js";
import { saidAll } from "./member/saying.js";

const NOTHING = { values: {}, texts: {} };

const calls = {
  // the reading of a page, what is kept of it as a payload, and the page filled from that, read again
  read(form, name, fields) {
    const item = form.items.find((each) => each.item === name);
    const reading = readItem(item, fields);
    if (reading.mistakes.length) return { mistakes: reading.mistakes };
    const answers = kept(item, NOTHING, reading);
    const again = kept(item, NOTHING, readItem(item, filled(item, answers)));
    return { payload: payload(form, answers), again: payload(form, again), complete: complete(item, reading) };
  },
  said: (form, values, texts, language) =>
    saidAll(form, { values, texts }, language, (said, words) => (words ? `${said} ${words.place}` : said)),
};

let given = "";
for await (const piece of process.stdin) given += piece;
process.stdout.write(JSON.stringify(JSON.parse(given).map(([call, ...rest]) => calls[call](...rest))));
