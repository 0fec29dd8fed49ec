// One tablet for a whole room: it forgets each member after the thank-you page, and whoever walked away.

const TOUCHES = ["pointerdown", "keydown", "input", "scroll"];

// Return {finished}; idle, warning, rest: seconds. held(): true while a ballot is on its way, when nothing is reset.
export function settle({ idle, warning, rest, tell, home, held }) {
  let timers = [];
  const line = document.createElement("p");
  line.className = "banner idle";
  line.setAttribute("role", "status");
  document.body.append(line);

  const after = (seconds, act) => timers.push(setTimeout(act, 1000 * seconds));

  function touched() {
    timers.forEach(clearTimeout);
    timers = [];
    line.textContent = "";
    after(idle - warning, () => (line.textContent = tell("idle", { seconds: warning })));
    after(idle, reset);
  }

  function reset() {
    if (held()) return touched();
    document.getElementById("main").replaceChildren();
    sessionStorage.clear();
    localStorage.clear();
    location.replace(home);
  }

  for (const touch of TOUCHES) addEventListener(touch, touched, { passive: true });
  touched();

  return {
    // The ballot is in: the next member finds the start page.
    finished(page) {
      page.querySelector("[data-next]").hidden = false;
      page.querySelector("[data-next]").addEventListener("click", reset);
      TOUCHES.forEach((touch) => removeEventListener(touch, touched));
      timers.forEach(clearTimeout);
      timers = [];
      after(rest, reset);
    },
  };
}
