/**
 * What travels between court and page. Types only; nothing here runs.
 *
 * @typedef {{label: string, token: string, style: "plain"|"primary"|"danger", selected: boolean|null}} Button
 * @typedef {{label: string, share: number, note?: string, since?: string|null, until?: string|null}} Meter
 * @typedef {{kind: "photo"|"voice"|"file"|"card", url: string, alt?: string, name?: string, mime?: string, size?: number,
 *   seconds?: number, peaks?: number[], spoiler?: boolean, protected?: boolean, width?: number, height?: number,
 *   transcript?: string}} Medium
 * @typedef {{value: string, label: string}} Option
 * @typedef {{name: string, label: string, kind: "text"|"long"|"choice"|"multi"|"date"|"time"|"number"|"secret",
 *   options?: Option[], required?: boolean, value?: string|string[]|number|null, help?: string, placeholder?: string,
 *   min?: number|string|null, max?: number|string|null}} Field
 * @typedef {{title?: string, text?: string, submit: {label: string, token: string}, fields: Field[]}} Form
 * @typedef {{id: string, seq: number, rev: number, at: string, from: "me"|"persona"|"court"|"safety"|"desk",
 *   persona: string|null, name: string, client: string|null, text: string, meters?: Meter[], media?: Medium[],
 *   buttons?: Button[], nav?: Button[], form?: Form|null, input?: {placeholder?: string, secret?: boolean}|null,
 *   closed?: boolean}} Message
 * @typedef {{name: string, description: string, group: string}} Command
 * @typedef {{name?: string, operator?: boolean, persona?: {key: string, name: string, portrait?: string}|null,
 *   stopped?: boolean, mood?: "open"|"yellow"|"held"|"stopped"|"paused", language?: string}} CourtState
 *
 * One thing said or pressed that the court has not echoed yet.
 * @typedef {{id: string, kind: "text"|"command"|"press"|"form", at: number, text?: string, command?: string, args?: string,
 *   token?: string, values?: Record<string, string|string[]>, message?: string, label?: string, secret?: boolean,
 *   state: "waiting"|"sending"|"retrying"|"sent"|"refused", note?: string, late?: boolean}} Entry
 *
 * @typedef {{id: string, files: File[], caption: string, voice: boolean, seconds?: number, progress: number, at: number,
 *   state: "sending"|"retrying"|"sent"|"refused", note?: string, late?: boolean}} Upload
 */

export {};
