/** The manual light switch: system → dark → light, remembered where the browser allows it. */

const KEY = "court.theme";
const ORDER = ["system", "dark", "light"];
/** @type {Record<string, string>} */
const NAMES = { system: "Theme: as the device says", dark: "Theme: dark", light: "Theme: light" };

/** @returns {string} the chosen theme, "system" when none was chosen */
export function chosenTheme() {
  return document.documentElement.dataset.theme ?? "system";
}

/** @param {string} theme */
export function setTheme(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Only this page keeps it then.
  }
}

/** Brings every theme switch of the page to life. */
export function startThemeSwitches() {
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-theme-switch]"))) {
    const label = /** @type {HTMLElement} */ (button.querySelector("[data-theme-label]"));
    const show = () => {
      const words = `${NAMES[chosenTheme()]}. Press to change.`;
      label.textContent = words;
      button.title = words;
    };
    button.addEventListener("click", () => {
      setTheme(ORDER[(ORDER.indexOf(chosenTheme()) + 1) % ORDER.length]);
      show();
    });
    show();
    button.hidden = false;
  }
}
