/** Buttons of a message: chips, toggle chips, and the smaller ones that lead around. */

import { el, icon } from "../dom.js";

const ROVE_FROM = 9;

/**
 * @typedef {import("../types.js").Button} Button
 * @param {Button[]} buttons
 * @param {{label: string, small?: boolean, closed: boolean, key: string, onPress: (button: Button, chip: HTMLButtonElement) => void}} options
 * @returns {HTMLElement|null}
 */
export function chips(buttons, { label, small = false, closed, key, onPress }) {
  const shown = closed ? buttons.filter((button) => stays(button, small)) : buttons;
  if (!shown.length) return null;
  const many = shown.length >= ROVE_FROM;
  const row = el("div", { class: small ? "chips nav" : "chips", role: many ? "toolbar" : "group", "aria-label": label });
  row.append(...shown.map((button, index) => chip(button, closed, `${key}${index}`, onPress)));
  if (many && !closed) rove(row);
  return row;
}

/**
 * What of an answered question is still worth a look: of toggle chips the chosen ones, of those around the pressed one.
 * @param {Button} button
 * @param {boolean} small
 */
function stays(button, small) {
  return small ? button.selected === true : button.selected !== false;
}

/** @param {Button} button @param {boolean} closed @param {string} key @param {(button: Button, chip: HTMLButtonElement) => void} onPress */
function chip(button, closed, key, onPress) {
  const toggle = typeof button.selected === "boolean";
  const node = el("button", {
    type: "button",
    class: `chip ${toggle ? "toggle" : button.style}`,
    "aria-pressed": toggle ? String(button.selected) : null,
    disabled: closed,
    "data-key": key,
    "data-token": button.token,
  });
  if (toggle) node.append(icon("check"));
  else if (button.style === "danger") node.append(icon("note"));
  node.append(el("span", { text: button.label }));
  node.addEventListener("click", () => {
    if (node.getAttribute("aria-busy") === "true") return;
    node.setAttribute("aria-busy", "true");
    if (toggle) node.setAttribute("aria-pressed", String(node.getAttribute("aria-pressed") !== "true"));
    onPress(button, node);
  });
  return node;
}

/**
 * Many chips are one stop of the Tab key; the arrows move inside.
 * @param {HTMLElement} row
 */
function rove(row) {
  const all = () => /** @type {HTMLElement[]} */ ([...row.querySelectorAll("button")]);
  const settle = (/** @type {Element|null} */ current) => all().forEach((node) => (node.tabIndex = node === current ? 0 : -1));
  settle(all()[0]);
  row.addEventListener("focusin", (event) => settle(/** @type {Element} */ (event.target)));
  row.addEventListener("keydown", (event) => {
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    const list = all();
    const at = list.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const step = steps[/** @type {keyof typeof steps} */ (event.key)];
    const to = event.key === "Home" ? 0 : event.key === "End" ? list.length - 1 : step ? (at + step + list.length) % list.length : -1;
    if (to < 0 || at < 0) return;
    event.preventDefault();
    list[to].focus();
  });
}
