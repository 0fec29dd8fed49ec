// A wave that takes no ballots any more: what an earlier visit left of it on this device is told, and erased by hand.

import { leftOf } from "./keeping.js";

const box = document.querySelector("[data-left]");
if (box) tell(leftOf(storage(), box.dataset.left));

function tell(left) {
  box.hidden = left.length === 0;
  box.querySelector("button").addEventListener("click", (event) => {
    left.forEach((each) => each.erase());
    event.target.replaceWith(box.dataset.erased);
  });
}

function storage() {
  try {
    return localStorage;
  } catch {
    return null; // a browser that keeps nothing
  }
}
