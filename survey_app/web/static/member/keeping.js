// What may lie on the member's own device, and only that: a draft by choice, a right between two phases, a step
// between collect and cast. Every place is named after the wave and can be erased in one go.

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
export function placesOf(wave, hash, { local, session }) {
  const ours = (value) => value.hash === hash;
  return {
    draft: place(local, `survey-draft-${wave}`, ours),
    right: place(local, `survey-right-${wave}`, ours),
    vault: place(session, `survey-step-${wave}`, ours),
  };
}

// Return the draft of a state, and the state of a draft; null when it does not fit this questionnaire.
export const draftOf = (hash, state) => ({ hash, state });
export function stateOf(draft, form) {
  const state = draft?.state;
  const names = new Set(form.items.map(({ item }) => item));
  const fits = state && typeof state.answers?.values === "object" && (state.item === null || names.has(state.item));
  return fits ? state : null;
}
