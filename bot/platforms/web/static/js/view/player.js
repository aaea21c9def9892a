/** The page's own audio player: a waveform that is also the seek bar, time, and speed. One plays at a time. */

import { el, iconButton, icon, svgEl } from "../dom.js";
import { minutesSeconds, spokenSeconds } from "../time.js";
import { W } from "../words.js";

const BARS = 44;
const SPEEDS = [1, 1.25, 1.5, 2];
const STEP = 5;
const HEIGHT = 32;

/** @type {HTMLAudioElement|null} */
let playing = null;

/** @returns {boolean} whether something sounds right now: listening is not being idle */
export function isPlaying() {
  return Boolean(playing && !playing.paused);
}

/** Silences whatever plays, as when the page is covered. */
export function silence() {
  playing?.pause();
}

/**
 * @param {{url: string, seconds?: number, peaks?: number[], name?: string}} medium seconds: as known to the court
 * @returns {HTMLElement}
 */
export function drawPlayer(medium) {
  const audio = new Audio();
  audio.preload = "none";
  audio.src = medium.url;
  const length = () => medium.seconds || (Number.isFinite(audio.duration) ? audio.duration : 0);
  const wave = waveform(medium.peaks ?? []);
  const clock = el("span", { class: "player-time" });
  const toggle = iconButton("play", "Play", () => turn(audio), { class: "icon-button player-toggle", "data-key": "play" });
  const seek = el("div", { class: "player-seek", role: "slider", tabindex: "0", "aria-label": "Position", "aria-valuemin": "0" }, wave.svg);
  const note = el("p", { class: "player-note", role: "status", hidden: true, text: W.cannotPlay });
  const show = () => {
    const at = audio.currentTime;
    wave.show(length() ? at / length() : 0);
    clock.textContent = [at > 0 && minutesSeconds(at), length() && minutesSeconds(length())].filter(Boolean).join(" / ");
    seek.setAttribute("aria-valuemax", String(Math.round(length())));
    seek.setAttribute("aria-valuenow", String(Math.round(at)));
    seek.setAttribute("aria-valuetext", `${spokenSeconds(at)} of ${spokenSeconds(length())}`);
  };
  const showState = () => {
    toggle.replaceChildren(icon(audio.paused ? "play" : "pause"));
    toggle.setAttribute("aria-label", audio.paused ? "Play" : "Pause");
    toggle.title = audio.paused ? "Play" : "Pause";
  };
  listen(audio, { show, showState, failed: () => (note.hidden = false) });
  seekable(seek, audio, length, show);
  show();
  return el("div", { class: "player", role: "group", "aria-label": medium.name || W.voiceNote }, toggle, seek, clock, speed(audio), note);
}

/** @param {HTMLAudioElement} audio */
function turn(audio) {
  if (!audio.paused) return audio.pause();
  if (playing !== audio) playing?.pause();
  playing = audio;
  audio.play().catch(() => {}); // a failure arrives as the error event
}

/** @param {HTMLAudioElement} audio @param {{show: () => void, showState: () => void, failed: () => void}} views */
function listen(audio, { show, showState, failed }) {
  let frame = 0;
  const follow = () => {
    show();
    if (!audio.paused) frame = requestAnimationFrame(follow);
  };
  audio.addEventListener("play", () => {
    showState();
    follow();
  });
  audio.addEventListener("pause", () => {
    cancelAnimationFrame(frame);
    showState();
    show();
  });
  audio.addEventListener("ended", () => {
    audio.currentTime = 0;
    showState();
  });
  for (const name of ["timeupdate", "seeked", "durationchange"]) audio.addEventListener(name, show);
  audio.addEventListener("error", failed);
}

/** @param {HTMLElement} bar @param {HTMLAudioElement} audio @param {() => number} length @param {() => void} show */
function seekable(bar, audio, length, show) {
  const go = (/** @type {number} */ seconds) => {
    audio.currentTime = Math.max(0, Math.min(seconds, length()));
    show();
  };
  const point = (/** @type {PointerEvent} */ event) => {
    const box = bar.getBoundingClientRect();
    go(((event.clientX - box.left) / box.width) * length());
  };
  bar.addEventListener("pointerdown", (event) => {
    bar.setPointerCapture(event.pointerId);
    point(event);
    bar.addEventListener("pointermove", point);
  });
  for (const name of ["pointerup", "pointercancel"]) bar.addEventListener(name, () => bar.removeEventListener("pointermove", point));
  bar.addEventListener("keydown", (event) => {
    const at = audio.currentTime;
    const to = { ArrowRight: at + STEP, ArrowUp: at + STEP, ArrowLeft: at - STEP, ArrowDown: at - STEP, Home: 0, End: length() }[event.key];
    if (event.key === " ") turn(audio);
    else if (to === undefined) return;
    else go(to);
    event.preventDefault();
  });
}

/** @param {HTMLAudioElement} audio */
function speed(audio) {
  const button = el("button", { type: "button", class: "player-speed", "aria-label": "Speed 1 times", text: "1×" });
  button.addEventListener("click", () => {
    const next = SPEEDS[(SPEEDS.indexOf(audio.playbackRate) + 1) % SPEEDS.length];
    audio.playbackRate = next;
    audio.defaultPlaybackRate = next;
    button.textContent = `${next}×`;
    button.setAttribute("aria-label", `Speed ${next} times`);
  });
  return button;
}

/** @param {number[]} peaks 0..100 each @returns {{svg: SVGElement, show: (share: number) => void}} */
function waveform(peaks) {
  const svg = svgEl("svg", { class: "wave", viewBox: `0 0 ${BARS * 4} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" });
  const bars = fit(peaks).map((peak, index) => {
    const height = Math.max(2, (peak / 100) * HEIGHT);
    return svgEl("rect", { x: index * 4 + 0.75, y: (HEIGHT - height) / 2, width: 2.5, height, rx: 1.25 });
  });
  svg.append(...bars);
  const show = (/** @type {number} */ share) => bars.forEach((bar, index) => bar.classList.toggle("on", share > 0 && index / BARS <= share));
  return { svg, show };
}

/** @param {number[]} peaks @returns {number[]} exactly BARS of them, each the loudest of its stretch */
function fit(peaks) {
  if (!peaks.length) return Array(BARS).fill(12);
  return Array.from({ length: BARS }, (_, bar) => {
    const from = Math.floor((bar * peaks.length) / BARS);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * peaks.length) / BARS));
    return Math.max(...peaks.slice(from, to));
  });
}
