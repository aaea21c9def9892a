/** One field of a form: how it is drawn, read and checked. */

import { el, freshId, icon, iconButton } from "../dom.js";
import { W } from "../words.js";

const FEW = 7;

/**
 * @typedef {import("../types.js").Field} Field
 * @typedef {{name: string, element: HTMLElement, secret: boolean, read: () => string|string[], check: () => boolean, focus: () => void}} DrawnField
 */

/**
 * @param {Field} field
 * @param {string|string[]|undefined} typed what was already typed here before the message was amended
 * @returns {DrawnField}
 */
export function drawField(field, typed) {
  const ids = { input: freshId(), help: freshId(), error: freshId() };
  const value = typed ?? field.value ?? (field.kind === "multi" ? [] : "");
  const control = grouped(field) ? picks(field, value) : single(field, value, ids.input);
  const error = el("p", { id: ids.error, class: "field-error", hidden: true });
  const described = [field.help && ids.help, ids.error].filter(Boolean).join(" ");
  const element = grouped(field)
    ? el("fieldset", { class: "field", "aria-describedby": described }, el("legend", {}, ...title(field)))
    : el("div", { class: "field" }, el("label", { for: ids.input }, ...title(field)));
  element.append(control, error);
  if (field.help) error.before(el("p", { id: ids.help, class: "help", text: field.help }));
  const inputs = /** @type {HTMLInputElement[]} */ ([...element.querySelectorAll("input, select, textarea")]);
  if (!grouped(field)) inputs[0].setAttribute("aria-describedby", described);
  const read = () => readValue(field, inputs);
  const check = () => show(error, inputs, complaint(field, read(), inputs));
  element.addEventListener("input", () => error.hidden || check());
  return { name: field.name, element, secret: field.kind === "secret", read, check, focus: () => (inputs.find((input) => input.checked) ?? inputs[0])?.focus() };
}

/** @param {Field} field */
function grouped(field) {
  return field.kind === "multi" || (field.kind === "choice" && (field.options ?? []).length <= FEW);
}

/** @param {Field} field @returns {(Node|string)[]} */
function title(field) {
  return field.required ? [field.label] : [`${field.label} `, el("span", { class: "optional", text: "(optional)" })];
}

/** @param {Field} field @param {unknown} value @returns {HTMLElement} */
function picks(field, value) {
  const chosen = new Set([value].flat().map(String));
  const group = freshId();
  const type = field.kind === "multi" ? "checkbox" : "radio";
  const one = (/** @type {{value: string, label: string}} */ option) =>
    el("label", { class: "pick" },
      el("input", { type, name: group, value: option.value, checked: chosen.has(option.value) }),
      el("span", { text: option.label }));
  return el("div", { class: "picks" }, ...(field.options ?? []).map(one));
}

/** @param {Field} field @param {any} value @param {string} id @returns {HTMLElement} */
function single(field, value, id) {
  const shared = { id, placeholder: field.placeholder || null, "aria-required": field.required ? "true" : null };
  if (field.kind === "choice") return select(field, String(value), shared);
  if (field.kind === "long") return withValue(el("textarea", { ...shared, rows: 4 }), value);
  const limits = ["number", "date", "time"].includes(field.kind) ? { min: field.min ?? null, max: field.max ?? null } : {};
  const type = { secret: "password", number: "number", date: "date", time: "time" }[/** @type {string} */ (field.kind)] ?? "text";
  const input = withValue(el("input", { ...shared, ...limits, type, step: field.kind === "number" ? "any" : null, autocomplete: "off" }), value);
  return field.kind === "secret" ? withEye(input) : input;
}

/** @param {any} input @param {unknown} value */
function withValue(input, value) {
  input.value = String(value ?? "");
  return input;
}

/** @param {HTMLInputElement} input */
function withEye(input) {
  const turn = () => {
    input.type = input.type === "password" ? "text" : "password";
    eye.setAttribute("aria-pressed", String(input.type === "text"));
  };
  const eye = iconButton("eye", "Show what is typed", turn, { "aria-pressed": "false" });
  return el("div", { class: "with-eye" }, input, eye);
}

/** @param {Field} field @param {string} value @param {Record<string, unknown>} shared */
function select(field, value, shared) {
  const options = (field.options ?? []).map((option) => el("option", { value: option.value, text: option.label, selected: option.value === value }));
  return el("select", shared, el("option", { value: "", text: field.placeholder || "–" }), ...options);
}

/** @param {Field} field @param {HTMLInputElement[]} inputs @returns {string|string[]} */
function readValue(field, inputs) {
  if (!grouped(field)) return field.kind === "secret" || field.kind === "long" ? inputs[0].value : inputs[0].value.trim();
  const chosen = inputs.filter((input) => input.checked).map((input) => input.value);
  return field.kind === "multi" ? chosen : (chosen[0] ?? "");
}

/** @param {Field} field @param {string|string[]} value @param {HTMLInputElement[]} inputs @returns {string} empty when all is well */
function complaint(field, value, inputs) {
  if (inputs[0]?.validity?.badInput) return { date: W.notADate, time: W.notATime }[/** @type {string} */ (field.kind)] ?? W.notANumber;
  if (!value.length) return field.required ? { multi: W.pickSome, choice: W.pickOne }[/** @type {string} */ (field.kind)] ?? W.fieldRequired : "";
  const { min, max } = field;
  if (field.kind === "number") return outside(Number(value), min, max, Number);
  if (field.kind === "date" || field.kind === "time") return outside(String(value), min, max, String);
  if (["text", "long", "secret"].includes(field.kind)) return length(String(value).length, min, max);
  return "";
}

/** @param {any} value @param {any} min @param {any} max @param {(limit: any) => any} as */
function outside(value, min, max, as) {
  if (min !== null && min !== undefined && value < as(min)) return W.atLeast(min);
  return max !== null && max !== undefined && value > as(max) ? W.atMost(max) : "";
}

/** @param {number} size @param {any} min @param {any} max */
function length(size, min, max) {
  if (min && size < Number(min)) return W.tooShort(Number(min));
  return max && size > Number(max) ? W.tooLong(Number(max)) : "";
}

/** @param {HTMLElement} error @param {HTMLInputElement[]} inputs @param {string} words @returns {boolean} whether all is well */
function show(error, inputs, words) {
  error.hidden = !words;
  error.replaceChildren(...(words ? [icon("note"), el("span", { text: words })] : []));
  for (const input of inputs) input.setAttribute("aria-invalid", String(Boolean(words)));
  return !words;
}
