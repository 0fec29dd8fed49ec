// The manifest, then the three requests of a visit. No referrer, no other host; what comes back is an answer or a Failure.

// A request that was not answered as hoped. again: the same request may succeed later.
export class Failure extends Error {
  constructor({ again, code = "", text = "", fix = "" }) {
    super(code);
    Object.assign(this, { name: "Failure", again, code, text, fix });
  }
}

// Return the text that lies at an address of this server.
export async function textAt(address, get = (...given) => fetch(...given)) {
  try {
    const response = await get(address, { credentials: "omit", referrerPolicy: "no-referrer", redirect: "error" });
    if (response.ok) return await response.text();
  } catch {
    // the line broke
  }
  throw new Failure({ again: true });
}

// Return ask(step, fields) over {step: address}.
export const asking = (addresses, post = (...given) => fetch(...given)) =>
  async function ask(step, fields) {
    let response, told;
    try {
      response = await post(addresses[step], {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(fields),
        mode: "same-origin",
        credentials: "omit",
        referrerPolicy: "no-referrer",
        cache: "no-store",
        redirect: "error",
      });
      told = await response.json();
    } catch {
      throw new Failure({ again: true });
    }
    if (response.ok) return told;
    const again = response.status >= 500 || response.status === 429;
    throw new Failure({ again, code: told.error, text: told.text, fix: told.fix });
  };
