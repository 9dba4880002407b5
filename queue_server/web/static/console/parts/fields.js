/* The application form and the inquiry record. What is typed is sent when the field is left; until the server has it, it stays in the field. */

import { html } from "htm/preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { useDesk } from "../hooks.js";
import { pair, t } from "../texts.js";
import { Button, Control, Fact, Radios, Tick } from "../ui.js";

export function money(value) {
  const [whole, part] = String(value).split(".");
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",") + (part ? `.${part}` : "");
}

/** A day as staff type it (2014-10-13, 2014.10.13, 2014/10/13, 20141013) in the one form the server takes; "" when it is no day. */
export function isoDay(text) {
  const parts = /^(\d{4})[-./年]?(\d{1,2})[-./月]?(\d{1,2})日?$/.exec(String(text).trim());
  if (!parts) return "";
  const [year, month, day] = parts.slice(1).map(Number);
  const made = new Date(Date.UTC(year, month - 1, day));
  if (made.getUTCMonth() !== month - 1 || made.getUTCDate() !== day) return "";
  return made.toISOString().slice(0, 10);
}

/** A value as people read it. */
export function shownValue(field) {
  if (field.value == null || field.value === "") return "–";
  if (field.kind === "choice") return pair((field.choices || []).find((c) => c.value === field.value), "label") || field.value;
  if (field.kind === "money") return `${money(field.value)} ${t("common.yuan")}`;
  if (field.kind === "percent") return `${field.value} %`;
  return String(field.value);
}

export function ApplicationForm({ fields, refs }) {
  return html`<div class="grid three">${fields.map((field) => html`<${FormField} key=${field.key} field=${field} refs=${refs} />`)}</div>`;
}

const LONG_TEXT = /remark|reason|scope|matter|evidence|words|note|content|facts/;
const PATTERNS = { money: /^\d{1,12}(\.00?)?$/, percent: /^(100|\d{1,2})(\.\d{1,4})?$/, number: /^-?\d{1,12}(\.\d{1,4})?$/, share: /^[1-9]\d{0,3}\/[1-9]\d{0,3}$/ };

function FormField({ field, refs }) {
  const { run, problem } = useDesk();
  const [draft, setDraft] = useState(field.value ?? "");
  const [dirty, setDirty] = useState(false);
  const [wrong, setWrong] = useState("");
  const [saved, setSaved] = useState(false);
  const latest = useRef(draft);
  latest.current = draft;
  const box = useRef(null);
  const marked = useRef(false);
  useEffect(() => {
    const value = String(field.value ?? "");
    if (dirty || value === String(draft)) return;
    const { current } = box; // a field marked to be typed over stays marked when the hall's word for it comes
    marked.current = current === document.activeElement && current.value !== "" && current.selectionStart === 0 && current.selectionEnd === current.value.length;
    setDraft(value);
  }, [field.value]);
  useLayoutEffect(() => {
    if (marked.current) box.current?.select();
    marked.current = false;
  }, [draft]);
  const path = `fields.${field.key}`;
  const error = wrong || (problem?.field === path ? problem.message : "");
  async function send(value) {
    const typedIn = String(value).trim();
    const tidy = field.kind === "text" ? typedIn : field.kind === "date" ? isoDay(typedIn) : typedIn.replaceAll(",", "").replace("／", "/");
    if (field.kind === "date" && typedIn && !tidy) { setWrong(t("field.wrong.date")); return; }
    if (tidy === String(field.value ?? "")) { setDirty(false); setWrong(""); setDraft(field.value ?? ""); return; }
    const pattern = PATTERNS[field.kind];
    if (tidy && pattern && !pattern.test(tidy)) { setWrong(t(`field.wrong.${field.kind}`)); return; }
    setWrong("");
    // Tidied at the person's own press, not when the answer comes: by then the field may be marked for the next value, and the mark would go.
    latest.current = tidy;
    setDraft(tidy);
    if (!(await run("fill_application", { ...refs, details: { [field.key]: tidy === "" ? null : tidy } }))) return;
    if (latest.current !== tidy) return; // typed on meanwhile: that is not saved yet
    setDirty(false);
    setSaved(true);
  }
  const typed = (e) => { setDraft(e.currentTarget.value); setDirty(true); setSaved(false); };
  const leave = () => { if (dirty) send(draft); };
  const label = html`${pair(field, "label")}${field.from_review ? html` <span class="chip">${t("field.from_review")}</span>` : null}${dirty ? html` <span class="chip odd">${t("field.unsaved")}</span>` : saved ? html` <span class="chip fine">✓</span>` : null}`;
  return html`
    <${Control} label=${label} hint=${pair(field, "hint")} error=${error} path=${path} required=${field.required} wide=${field.kind === "text" && LONG_TEXT.test(field.key)}>${(a) => {
      if (field.kind === "choice") {
        return html`<select ...${a} value=${draft} onChange=${(e) => { latest.current = e.currentTarget.value; setDraft(e.currentTarget.value); setDirty(true); send(e.currentTarget.value); }}>
          <option value="">${t("common.choose")}</option>${field.choices.map((c) => html`<option value=${c.value}>${pair(c, "label")}</option>`)}</select>`;
      }
      const common = { ...a, ref: box, value: draft, onInput: typed, onBlur: leave, onKeyDown: (e) => { if (e.key === "Enter" && !e.repeat) { e.preventDefault(); leave(); } } };
      if (field.kind === "date") return html`<input ...${common} inputmode="numeric" maxlength="12" placeholder="2014-10-13" />`;
      if (field.kind === "text") return html`<input ...${common} maxlength="500" />`;
      return html`<input ...${common} inputmode="decimal" maxlength="20" class="num" />`;
    }}</${Control}>`;
}

export function FieldList({ fields }) {
  return html`<dl class="facts three">${fields.filter((f) => f.value != null && f.value !== "").map((field) => html`<${Fact} key=${field.key} name=${pair(field, "label")}>${shownValue(field)}</${Fact}>`)}</dl>`;
}

export function answerText(question) {
  if (question.answer === true) return t("common.yes");
  if (question.answer === false) return t("common.no");
  if (question.kind === "choice") return pair((question.choices || []).find((c) => c.value === question.answer), "label") || "–";
  return question.answer || "–";
}

/** The inquiry: each answer is recorded as it is given; the record is printed, signed on paper, and the signature ticked here. */
export function Inquiry({ inquiry, refs, onPrint }) {
  const { run, busy } = useDesk();
  const complete = inquiry.questions.every((q) => !q.required || (q.answer !== null && q.answer !== ""));
  // An answer given after the signature needs a new signature.
  const send = (id, value) => run("record_inquiry", { ...refs, answers: { [id]: value }, signed: false });
  return html`
    <div class="inquiry">
      ${inquiry.questions.map((q) => html`<${Question} key=${q.id} question=${q} onAnswer=${(value) => send(q.id, value)} />`)}
      <div class="row-of-buttons">
        <${Button} cmd="print_papers" busy=${busy.print_papers} onPress=${onPrint}>${t("act.print_papers")}</${Button}>
        ${inquiry.printed_at ? html`<span class="mark fine">✓ ${t("inquiry.printed")}</span>` : null}
        <${Tick} path="inquiry.signed" label=${t("inquiry.signed")} note=${complete ? "" : t("inquiry.answer_first")} checked=${inquiry.signed} disabled=${!complete}
          onChange=${(signed) => run("record_inquiry", { ...refs, answers: {}, signed })} />
      </div>
    </div>`;
}

function Question({ question, onAnswer }) {
  const { problem } = useDesk();
  const path = `inquiry.${question.id}`;
  const error = problem?.field === path ? problem.message : "";
  const [draft, setDraft] = useState(question.answer ?? "");
  useEffect(() => setDraft(question.answer ?? ""), [question.answer]);
  if (question.kind === "text") {
    return html`<${Control} label=${pair(question, "text")} path=${path} error=${error} wide=${true} required=${question.required}>${(a) => html`
      <input ...${a} maxlength="500" value=${draft} onInput=${(e) => setDraft(e.currentTarget.value)}
        onBlur=${() => { if (draft !== (question.answer ?? "")) onAnswer(draft); }} />`}</${Control}>`;
  }
  const options = question.kind === "yes_no" ? [{ value: true, label: t("common.yes") }, { value: false, label: t("common.no") }]
    : question.choices.map((c) => ({ value: c.value, label: pair(c, "label") }));
  return html`<${Radios} legend=${pair(question, "text")} name=${question.id} options=${options} value=${question.answer} onChange=${onAnswer} required=${question.required} path=${path} error=${error} small=${true} />`;
}

export function InquiryList({ inquiry }) {
  return html`
    <ol class="questions">${inquiry.questions.map((q) => html`<li key=${q.id}><span>${pair(q, "text")}</span> <b>${answerText(q)}</b></li>`)}</ol>
    <p class=${`mark ${inquiry.signed ? "fine" : "odd"}`}>${inquiry.signed ? `✓ ${t("inquiry.signed_done")}` : `○ ${t("inquiry.not_signed")}`}</p>`;
}
