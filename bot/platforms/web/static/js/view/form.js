/** A form inside a message: fields, a submit button, and what is wrong with the answers. */

import { el, freshId } from "../dom.js";
import { W } from "../words.js";
import { drawField } from "./field.js";

/**
 * @typedef {import("../types.js").Form} Form
 * @typedef {Record<string, string|string[]>} Values
 * @param {Form} form
 * @param {{closed: boolean, typed: Values, onSubmit: (values: Values, secret: boolean) => void}} options typed: answers to keep
 * @returns {HTMLFormElement}
 */
export function drawForm(form, { closed, typed, onSubmit }) {
  const heading = freshId();
  const fields = form.fields.map((field) => drawField(field, typed[field.name]));
  const problem = el("p", { class: "form-problem", role: "alert" });
  const submit = el("button", { type: "submit", class: "button primary", "data-key": "submit", text: form.submit.label });
  const body = el("fieldset", { class: "form-body", disabled: closed }, ...fields.map((field) => field.element), problem, submit);
  const node = el("form", { class: "form", novalidate: true, "aria-labelledby": form.title ? heading : null, autocomplete: "off" },
    form.title && el("h3", { id: heading, text: form.title }),
    form.text && el("p", { class: "form-text", text: form.text }),
    body);
  const submitted = () => onSubmit(readAll(fields), fields.some((field) => field.secret));
  node.addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    if (submit.getAttribute("aria-busy") === "true") return;
    const wrong = fields.filter((field) => !field.check());
    problem.textContent = wrong.length ? W.formHasErrors(wrong.length) : "";
    if (wrong.length) wrong[0].focus();
    else {
      submit.setAttribute("aria-busy", "true");
      submitted();
    }
  });
  node.addEventListener("input", () => node.toggleAttribute("data-typed", true));
  node.toggleAttribute("data-typed", Object.keys(typed).length > 0);
  typedIn.set(node, () => readAll(fields));
  return node;
}

/** @type {WeakMap<Element, () => Values>} how to read a form that is about to be drawn anew */
const typedIn = new WeakMap();

/**
 * What a person has typed into a form and not sent, so that an amended message does not throw it away.
 * @param {Element|null} form
 * @returns {Values}
 */
export function typedValues(form) {
  if (!form?.hasAttribute("data-typed")) return {};
  return typedIn.get(form)?.() ?? {};
}

/** @param {import("./field.js").DrawnField[]} fields @returns {Values} */
function readAll(fields) {
  return Object.fromEntries(fields.map((field) => [field.name, field.read()]));
}
