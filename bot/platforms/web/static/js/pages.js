/** The pages before the chat: everything works without this; it only adds comfort. */

import { icon, iconButton } from "./dom.js";
import { startStopButtons } from "./stop.js";
import { startThemeSwitches } from "./theme.js";

/** Lets a password be looked at while typing. */
function addEyes() {
  for (const holder of document.querySelectorAll(".with-eye")) {
    const input = /** @type {HTMLInputElement} */ (holder.querySelector("input"));
    const turn = () => {
      const shown = input.type === "password";
      input.type = shown ? "text" : "password";
      eye.setAttribute("aria-pressed", String(shown));
      eye.replaceChildren(icon(shown ? "eye-off" : "eye"));
    };
    const eye = iconButton("eye", "Show what is typed", turn, { "aria-pressed": "false" });
    holder.append(eye);
  }
}

/** Says at once that the two passwords differ, instead of after a round trip. */
function checkTwins() {
  const first = /** @type {HTMLInputElement|null} */ (document.querySelector("#password"));
  const again = /** @type {HTMLInputElement|null} */ (document.querySelector("#again"));
  if (!first || !again) return;
  const check = () => again.setCustomValidity(again.value && again.value !== first.value ? "The two passwords differ." : "");
  first.addEventListener("input", check);
  again.addEventListener("input", check);
}

/** Tells the court what the clock here goes by; it is asked about once more in /settings. */
function tellZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  for (const field of document.querySelectorAll("[data-zone]")) /** @type {HTMLInputElement} */ (field).value = zone;
}

startThemeSwitches();
startStopButtons();
addEyes();
checkTwins();
tellZone();
