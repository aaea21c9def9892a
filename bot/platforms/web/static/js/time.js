/** Instants and durations in words, corrected for a device whose clock is wrong. */

let skew = 0;
const TOLERATED = 2000;

/**
 * Learns how far this device's clock is off. The header has whole seconds, so small differences count as none.
 * @param {string|null} header the HTTP Date header of an answer just received
 */
export function noteServerTime(header) {
  const server = Date.parse(header ?? "");
  if (Number.isNaN(server)) return;
  const off = server + 500 - Date.now();
  skew = Math.abs(off) < TOLERATED ? 0 : off;
}

/** @returns {number} the court's idea of now, in milliseconds */
export function courtNow() {
  return Date.now() + skew;
}

/** @returns {string|undefined} the page's language, for Intl */
function language() {
  return document.documentElement.lang || undefined;
}

/** @param {string|number} at @returns {string} such as 14:32 */
export function clockTime(at) {
  return new Intl.DateTimeFormat(language(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(at));
}

/** @param {string|number} at @returns {string} the local date, as a key that compares */
export function dayKey(at) {
  const day = new Date(at);
  return `${day.getFullYear()}-${day.getMonth() + 1}-${day.getDate()}`;
}

/** @param {string|number} at @returns {string} Today, Yesterday, or the date in full */
export function dayName(at) {
  const now = courtNow();
  if (dayKey(at) === dayKey(now)) return "Today";
  if (dayKey(at) === dayKey(now - 86400000)) return "Yesterday";
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat(language(), { weekday: "long", day: "numeric", month: "long", year: sameYear ? undefined : "numeric" }).format(new Date(at));
}

/** @param {number} seconds @returns {string} such as 1:05 */
export function minutesSeconds(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** @param {number} seconds @returns {string} the same for ears: "1 minute 5 seconds" */
export function spokenSeconds(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const minutes = Math.floor(whole / 60);
  const rest = `${whole % 60} seconds`;
  return minutes ? `${minutes} ${minutes === 1 ? "minute" : "minutes"} ${rest}` : rest;
}

/** @param {number} ms what is left @returns {string} such as "2 h 14 min left" */
export function timeLeft(ms) {
  if (ms <= 0) return "time is up";
  const seconds = Math.floor(ms / 1000);
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor((seconds % 86400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (days) return `${days} d ${hours} h left`;
  if (hours) return `${hours} h ${String(minutes).padStart(2, "0")} min left`;
  if (minutes >= 10) return `${minutes} min left`;
  return `${minutes}:${String(seconds % 60).padStart(2, "0")} left`;
}

/** @param {number} bytes @returns {string} such as 1.4 MB */
export function fileSize(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999500) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
