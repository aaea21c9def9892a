/** What the page says about the court as a whole: persona, mood, typing, the line, the title. */

import { find } from "../dom.js";
import { W } from "../words.js";

const TYPING_LASTS = 12000;
const BACK_LASTS = 2500;
const DOWN_GRACE = 1500;

/** @type {ReturnType<typeof setTimeout>|undefined} */
let typingTimer;
/** @type {ReturnType<typeof setTimeout>|undefined} */
let bannerTimer;
/** @type {import("../types.js").CourtState} */
let state = {};

/** @param {import("../types.js").CourtState} news only what changed */
export function showState(news) {
  state = { ...state, ...news };
  if (state.language) document.documentElement.lang = state.language;
  if (state.persona !== undefined) showPersona(state.persona);
  const mood = state.stopped ? "stopped" : (state.mood ?? "open");
  document.body.dataset.mood = mood;
  find("#top-mood").textContent = W.moods[mood] || state.name || "";
}

/** @param {NonNullable<import("../types.js").CourtState["persona"]>|null} persona null: none chosen yet */
function showPersona(persona) {
  const portrait = persona ? (persona.portrait ?? `/art/${encodeURIComponent(persona.key)}.svg`) : "/static/art/court.svg";
  for (const where of ["top", "side"]) {
    const image = /** @type {HTMLImageElement} */ (find(`#${where}-portrait`));
    if (image.getAttribute("src") !== portrait) image.src = portrait;
    find(`#${where}-name`).textContent = persona?.name ?? W.court;
  }
}

/** @param {boolean} on */
export function showTyping(on) {
  clearTimeout(typingTimer);
  const line = /** @type {HTMLElement} */ (find("#typing"));
  line.hidden = !on;
  /** @type {HTMLElement} */ (line.querySelector(".sr")).textContent = W.writing(find("#top-name").textContent ?? W.court);
  if (on) typingTimer = setTimeout(() => showTyping(false), TYPING_LASTS);
}

/** @param {string} words empty hides it @param {number} [lasts] milliseconds, 0 for until further notice */
export function showBanner(words, lasts = 0) {
  clearTimeout(bannerTimer);
  const banner = /** @type {HTMLElement} */ (find("#banner"));
  banner.textContent = words;
  banner.hidden = !words;
  if (words && lasts) bannerTimer = setTimeout(() => showBanner(""), lasts);
}

let lineUp = true;
/** @type {ReturnType<typeof setTimeout>|undefined} */
let downTimer;

/** A short break is nobody's business; a longer one is said, and so is its end. @param {boolean} up */
export function showLine(up) {
  if (!up) {
    downTimer ??= setTimeout(showDown, DOWN_GRACE);
    return;
  }
  clearTimeout(downTimer);
  downTimer = undefined;
  if (!lineUp) showBanner(W.back, BACK_LASTS);
  lineUp = true;
}

function showDown() {
  lineUp = false;
  showBanner(navigator.onLine ? W.reconnecting : W.offline);
}

/** The title never holds a name or a word of the conversation. @param {number} unread */
export function showUnread(unread) {
  document.title = unread ? `(${unread}) Court` : "Court";
}
