/**
 * The red button. One press stops: it is sent at once, ahead of everything, and again and again with the same id
 * until the court has it. A reload does not forget it.
 */

import { Locked, LoggedOut, Refused, api } from "./api.js";
import { newClientId } from "./dom.js";
import { W } from "./words.js";

const KEY = "court.stop";
const FIRST_WAIT = 700;
const LONGEST_WAIT = 4000;

/** @type {string|null} */
let pending = null;
/** @type {(words: string, done: boolean) => void} */
let report = () => {};

/** @param {string|null} id */
function remember(id) {
  pending = id;
  try {
    if (id) localStorage.setItem(KEY, id);
    else localStorage.removeItem(KEY);
  } catch {
    // Kept in memory only.
  }
}

/** Drops a stop that never reached the court, as at a log-out: the next account here must not inherit it. */
export function forgetStop() {
  remember(null);
}

/** @returns {string|null} */
function recall() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** @param {boolean} busy */
function markButtons(busy) {
  for (const button of document.querySelectorAll("[data-stop]")) button.toggleAttribute("data-busy", busy);
}

/** @param {string} words @param {boolean} done */
function tell(words, done) {
  for (const status of document.querySelectorAll("[data-stop-status]")) status.textContent = words;
  report(words, done);
}

/** Sends until heard. */
async function insist() {
  const id = pending;
  markButtons(true);
  tell(W.stopSending, false);
  for (let wait = FIRST_WAIT; pending === id && id; wait = Math.min(wait * 1.7, LONGEST_WAIT)) {
    try {
      await api.stop(id);
      remember(null);
      tell(W.stopHeard, true);
    } catch (error) {
      if (error instanceof LoggedOut || error instanceof Locked || error instanceof Refused) {
        remember(null);
        location.assign("/stop");
        return;
      }
      tell(W.stopUnheard, false);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  markButtons(false);
}

/** @param {Event} event */
function buttonOf(event) {
  return /** @type {Element|null} */ (event.target)?.closest?.("[data-stop]") ?? null;
}

/**
 * Brings the stop buttons of the page to life, those that come later too.
 * @param {{onPress?: () => void, onReport?: (words: string, done: boolean) => void}} [hooks]
 */
export function startStopButtons({ onPress = () => {}, onReport = () => {} } = {}) {
  report = onReport;
  const press = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (pending) return;
    remember(newClientId());
    onPress();
    insist();
  };
  document.addEventListener("click", (event) => buttonOf(event) && press(event));
  document.addEventListener("keydown", (event) => event.key === " " && buttonOf(event) && press(event));
  for (const link of document.querySelectorAll("[data-stop]")) link.setAttribute("role", "button");
  if (document.querySelector("[data-stop]") && recall()) {
    pending = recall();
    insist();
  }
}
