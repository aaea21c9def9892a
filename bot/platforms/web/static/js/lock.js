/** The idle lock: nobody there for a while, and the page covers itself; the court is told, and only the password opens it. */

import { Unreachable, api } from "./api.js";
import { find } from "./dom.js";
import { W } from "./words.js";

const LOOK_EVERY = 5000;
const SEEN_EVERY = 60000;
const ACTIVE_KEY = "court.active";
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"];

/**
 * @param {object} parts
 * @param {number} parts.minutes how long is idle; 0 never locks
 * @param {() => boolean} parts.occupied something that counts as being there: listening, recording, sending
 * @param {() => void} parts.onIdle
 * @param {(error: Error) => void} parts.onShut
 */
export function watchIdle({ minutes, occupied, onIdle, onShut }) {
  let active = Date.now();
  let seen = Date.now();
  const note = () => {
    active = Date.now();
  };
  const look = () => {
    if (occupied()) note();
    const last = Math.max(active, sharedActive());
    if (minutes && Date.now() - last > minutes * 60000) return onIdle();
    if (active <= seen || Date.now() - seen < SEEN_EVERY) return;
    seen = Date.now();
    shareActive(active);
    api.seen().catch(onShut);
  };
  for (const sign of SIGNS) window.addEventListener(sign, note, { passive: true, capture: true });
  document.addEventListener("visibilitychange", look);
  setInterval(look, LOOK_EVERY);
}

/** @returns {number} when another tab last saw somebody */
function sharedActive() {
  try {
    return Number(localStorage.getItem(ACTIVE_KEY)) || 0;
  } catch {
    return 0;
  }
}

/** @param {number} at */
function shareActive(at) {
  try {
    localStorage.setItem(ACTIVE_KEY, String(at));
  } catch {
    // Each tab counts for itself then.
  }
}

const APP_PARTS = ".top, .side, .room, .composer, .banner";

/**
 * Covers everything but the stop button.
 * @param {{title: string, text: string, open: string, onOpen: (event: Event) => void}} words
 */
export function dropCurtain({ title, text, open, onOpen }) {
  const curtain = /** @type {HTMLElement} */ (find("#curtain"));
  find("#curtain-title").textContent = title;
  find("#curtain-text").textContent = text;
  const button = /** @type {HTMLElement} */ (find("#curtain-open"));
  button.textContent = open;
  button.onclick = onOpen;
  for (const part of document.querySelectorAll(APP_PARTS)) part.toggleAttribute("inert", true);
  document.body.classList.add("curtained");
  curtain.hidden = false;
  curtain.focus();
}

/** Lifts what only this page had lowered. */
export function liftCurtain() {
  for (const part of document.querySelectorAll(APP_PARTS)) part.removeAttribute("inert");
  document.body.classList.remove("curtained");
  /** @type {HTMLElement} */ (find("#curtain")).hidden = true;
}

/** Tells the court, then shows its unlock page; without a connection the cover stays and it is told later. */
export async function lockForGood() {
  for (;;) {
    try {
      await api.lock();
    } catch (error) {
      if (error instanceof Unreachable) {
        find("#curtain-text").textContent = W.lockedOffline;
        await new Promise((resolve) => setTimeout(resolve, 4000));
        continue;
      }
    }
    location.replace("/unlock");
    return;
  }
}
