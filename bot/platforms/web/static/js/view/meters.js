/** Time-left bars that count down by themselves, one timer for all of them. */

import { el } from "../dom.js";
import { courtNow, timeLeft } from "../time.js";

/** @type {Set<() => boolean>} each says whether it is still on the page */
const running = new Set();

setInterval(() => {
  for (const tick of running) if (!tick()) running.delete(tick);
}, 1000);

/**
 * @typedef {import("../types.js").Meter} Meter
 * @param {Meter} meter
 * @param {string} at when the message was said: the start of a bar that names none
 * @returns {HTMLElement}
 */
export function drawMeter(meter, at) {
  const left = el("span", { class: "meter-left" });
  const bar = el("div", { class: "meter-bar", role: "meter", "aria-label": meter.label, "aria-valuemin": "0", "aria-valuemax": "100" }, el("i"));
  const node = el("div", { class: "meter" }, el("span", { class: "meter-label", text: meter.label }), left, bar);
  const show = (/** @type {number} */ share, /** @type {string} */ words) => {
    bar.style.setProperty("--share", String(share));
    bar.setAttribute("aria-valuenow", String(Math.round(share * 100)));
    bar.setAttribute("aria-valuetext", words || `${Math.round(share * 100)} %`);
    if (left.textContent !== words) left.textContent = words;
  };
  if (meter.until) countDown(node, meter, at, show);
  else show(clamp(meter.share), meter.note ?? "");
  return node;
}

/** @param {HTMLElement} node @param {Meter} meter @param {string} at @param {(share: number, words: string) => void} show */
function countDown(node, meter, at, show) {
  const until = Date.parse(meter.until ?? "");
  const total = meter.since ? until - Date.parse(meter.since) : (until - Date.parse(at)) / (meter.share || 1);
  const tick = () => {
    const left = until - courtNow();
    const words = [timeLeft(left), meter.note].filter(Boolean).join(" · ");
    show(total > 0 ? clamp(left / total) : 0, words);
    node.classList.toggle("short", left < total * 0.15);
    return left > 0;
  };
  let seen = false;
  const live = () => {
    seen ||= node.isConnected;
    return (!seen || node.isConnected) && tick();
  };
  tick();
  running.add(live);
}

/** @param {number} share */
function clamp(share) {
  return Math.max(0, Math.min(1, share || 0));
}
