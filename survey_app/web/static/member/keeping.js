// What may lie on the member's own device, and only that: a draft by choice, a right between two phases, a sealed
// ballot between collect and a confirmed cast. Every place is named after the wave and can be erased in one go.

import { hex, random } from "../ballot/bytes.js";

const OURS = "survey-";

// Return {read, write, erase} over one place of a storage; a device that keeps nothing behaves as an empty one.
export function place(storage, name, sound = () => true) {
  const held = { value: null };
  return {
    read() {
      try {
        const text = storage.getItem(name);
        const value = text === null ? held.value : JSON.parse(text);
        return value !== null && sound(value) ? value : null;
      } catch {
        return held.value;
      }
    },
    write(value) {
      held.value = value;
      try {
        storage.setItem(name, JSON.stringify(value));
        return true;
      } catch {
        return false; // private windows: memory alone has to do
      }
    },
    erase() {
      held.value = null;
      try {
        storage.removeItem(name);
      } catch {
        // nothing was kept
      }
    },
  };
}

// Return the three places of a wave. What belongs to another manifest counts as nothing.
// until: the day after which nothing of this wave is of use; it is written beside everything that is kept.
export function placesOf(wave, hash, { local, until }) {
  const ours = (value) => value.hash === hash;
  const dated = (name) => {
    const held = place(local, OURS + name, ours);
    return { ...held, write: (value) => held.write({ ...value, until }) };
  };
  return { draft: dated(`draft-${wave}`), right: dated(`right-${wave}`), vault: vaultOf(local, `step-${wave}-`, dated) };
}

// Return the place of this visit's unfinished step. Each visit has its own, so that two windows never send each other's
// ballot; found() goes on with one that a closed window left, and returns null when there is none.
function vaultOf(local, name, dated) {
  let held = dated(name + hex(random(8)));
  return {
    read: () => held.read(),
    write: (value) => held.write(value),
    erase: () => held.erase(),
    found() {
      for (const left of namesIn(local, OURS + name)) {
        const other = dated(left.slice(OURS.length));
        if (other.read()) return (held = other).read();
      }
      return null;
    },
  };
}

// Return the places that earlier visits left of a wave, whatever is in them: draft, right, sealed ballots not confirmed.
export function leftOf(local, wave) {
  const step = new RegExp(`^${OURS}step-${wave}-[0-9a-f]{16}$`);
  const kept = [`${OURS}draft-${wave}`, `${OURS}right-${wave}`];
  return namesIn(local, OURS)
    .filter((name) => kept.includes(name) || step.test(name))
    .map((name) => place(local, name));
}

// Erase what earlier visits left of waves that are over; today and the days kept are ISO days.
export function sweep(local, today) {
  for (const name of namesIn(local, OURS)) {
    const left = place(local, name, ({ until }) => typeof until === "string" && until < today);
    if (left.read()) left.erase();
  }
}

function namesIn(storage, start) {
  try {
    const names = Array.from({ length: storage.length }, (_, at) => storage.key(at));
    return names.filter((name) => name.startsWith(start));
  } catch {
    return []; // a device that keeps nothing
  }
}

// Return the draft of a state, and the state of a draft; null when it does not fit this questionnaire.
export const draftOf = (hash, state) => ({ hash, state });
export function stateOf(draft, form) {
  const state = draft?.state;
  const names = new Set(form.items.map(({ item }) => item));
  const fits = state && typeof state.answers?.values === "object" && (state.item === null || names.has(state.item));
  return fits ? state : null;
}
