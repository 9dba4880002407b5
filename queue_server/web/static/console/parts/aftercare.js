/* What several posts share about the time after a service: hearing a complaint or a suggestion, messages that did not arrive,
   and the director's lists. Words people spoke are shown from the view of one item, never from the board. */

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { useDesk, useView } from "../hooks.js";
import { pair, sectionOf, t } from "../texts.js";
import { fullOf } from "../time.js";
import { Button, Choices, Control, Dialog, Fact, Radios } from "../ui.js";

export const c = sectionOf("aftercare.console");
const coded = (rows) => (rows || []).map((row) => ({ value: row.code, label: pair(row, "label") }));

export function Spoken({ label, value, onInput, required = false, hint = "", lines = 3, first = false, path }) {
  return html`<${Control} label=${label} hint=${hint} required=${required} wide=${true} path=${path}>${(a) => html`
    <textarea ...${a} data-first=${first ? "" : undefined} rows=${lines} maxlength="500" value=${value} onInput=${(e) => onInput(e.currentTarget.value)}></textarea>`}</${Control}>`;
}

/** A number shown whole, by a recorded act with its reason; hidden again with the item. */
export function Telephone({ refs, partyId, what, masked }) {
  const { run, busy } = useDesk();
  const [value, setValue] = useState("");
  async function reveal() {
    const said = await run("reveal_identity", { ...refs, party_id: partyId, what, reason: "CONTACT", words: "" });
    if (said) setValue(said.value || c("call.no_phone"));
  }
  if (!masked) return html`<span class="small">${c("call.no_phone")}</span>`;
  return value ? html`<b class="big">${value}</b>` : html`<span>${masked}</span> <${Button} kind="secondary small" busy=${busy.reveal_identity} onPress=${reveal}>${c("call.reveal")}</${Button}>`;
}

/** 投诉、意见和建议 at the desk. */
export function FeedbackButton() {
  const [open, setOpen] = useState(false);
  return html`<${Button} onPress=${() => setOpen(true)}>${c("feedback.open")}</${Button}>
    ${open ? html`<${FeedbackDialog} onClose=${() => setOpen(false)} />` : null}`;
}

function FeedbackDialog({ onClose }) {
  const { run, busy, problem } = useDesk();
  const [kind, setKind] = useState("open_complaint");
  const [form, setForm] = useState({ words: "", number: "", contact: "" });
  const [done, setDone] = useState("");
  const set = (more) => setForm({ ...form, ...more });
  const complaint = kind === "open_complaint";
  const ready = form.words.trim() && (!complaint || form.number.trim() || form.contact.trim());
  async function send() {
    const body = { words: form.words.trim(), number: form.number.trim() };
    const said = await run(kind, complaint ? { ...body, contact: form.contact.trim() } : body);
    if (said) setDone(said.complaint_no ? c("feedback.complaint_done", { no: said.complaint_no, due: said.due_on }) : c("feedback.suggestion_done", { no: said.suggestion_no }));
  }
  if (done) return html`<${Dialog} title=${c("feedback.open")} onClose=${onClose}><p role="status" class="big">${done}</p><div class="choices"><span class="apart"></span><${Button} kind="primary" primary=${true} onPress=${onClose}>${t("common.close")}</${Button}></div></${Dialog}>`;
  return html`
    <${Dialog} title=${c("feedback.open")} onClose=${onClose}>
      <${Radios} legend=${c("feedback.kind")} name="feedback" first=${true} value=${kind} onChange=${setKind} options=${["open_complaint", "record_suggestion"].map((k) => ({ value: k, label: c(`feedback.${k}`) }))} />
      <${Control} label=${c("feedback.number")} hint=${c("feedback.number_hint")}>${(a) => html`<input ...${a} maxlength="40" value=${form.number} onInput=${(e) => set({ number: e.currentTarget.value })} />`}</${Control}>
      ${complaint ? html`<${Control} label=${c("feedback.contact")} hint=${c("feedback.contact_hint")}>${(a) => html`<input ...${a} maxlength="100" value=${form.contact} onInput=${(e) => set({ contact: e.currentTarget.value })} />`}</${Control}>` : null}
      <${Spoken} label=${c("feedback.words")} required=${true} value=${form.words} onInput=${(words) => set({ words })} />
      ${problem ? html`<p class="problem" role="alert">${problem.message}</p>` : null}
      <${Choices} confirm=${c("feedback.save")} busy=${busy[kind]} off=${!ready} why=${complaint ? c("feedback.why_complaint") : t("common.fill_all")} onConfirm=${send} onCancel=${onClose} />
    </${Dialog}>`;
}

/** Messages the machine gave up: the guide or the desk tells the citizen another way. ``quiet``: nothing is shown while there are none. */
export function Undelivered({ quiet = false }) {
  const { board } = useDesk();
  const [open, setOpen] = useState(null);
  const rows = board.lists.undelivered || [];
  const row = rows.find((one) => one.message_id === open);
  if (quiet && !rows.length) return null;
  return html`
    <section class="card" id="undelivered"><h2>${c("sms.title")} <span class="count">${rows.length}</span></h2>
      ${rows.length ? html`<ul class="plain help">${rows.map((r) => html`<li key=${r.message_id}><b>${r.number || r.case_no || "–"}</b> ${pair(r, "what")} <span class="mark odd"><span aria-hidden="true">!</span> ${pair(r, "state")}</span>
        <span class="small">${pair(r, "note")}</span> <${Button} kind="secondary small" onPress=${() => setOpen(r.message_id)}>${c("sms.settle")}</${Button}></li>`)}</ul>` : html`<p class="small">${c("sms.none")}</p>`}
    </section>
    ${row ? html`<${SettleDialog} row=${row} onClose=${() => setOpen(null)} />` : null}`;
}

function SettleDialog({ row, onClose }) {
  const { run, busy, problem } = useDesk();
  const [result, setResult] = useState("");
  const [words, setWords] = useState("");
  const ready = result && (result !== "GIVEN_UP" || words.trim());
  async function send() {
    if (await run("settle_message", { message_id: row.message_id, result, words: words.trim() }, { done: c("sms.done") })) onClose();
  }
  return html`
    <${Dialog} title=${`${c("sms.settle")} · ${row.number || row.case_no || ""}`} onClose=${onClose}>
      <p>${pair(row, "what")}: ${pair(row, "note")}. ${c("sms.lead")}</p>
      ${row.party_id ? html`<p>${c("call.phone")} <${Telephone} refs=${{ case_id: row.case_id }} partyId=${row.party_id} what=${row.reveal} masked="•••" /></p>` : null}
      <${Radios} legend=${c("sms.result")} name="settle" first=${true} required=${true} value=${result} onChange=${setResult} options=${coded(row.choices)} />
      <${Spoken} label=${c("sms.words")} required=${result === "GIVEN_UP"} lines=${2} value=${words} onInput=${setWords} />
      ${problem ? html`<p class="problem" role="alert">${problem.message}</p>` : null}
      <${Choices} confirm=${c("sms.settle")} busy=${busy.settle_message} off=${!ready} why=${t("common.fill_all")} onConfirm=${send} onCancel=${onClose} />
    </${Dialog}>`;
}

/** Complaints and suggestions of a post: the director has all, others what they were given. */
export function FeedbackLists({ names = ["complaints", "suggestions"] }) {
  const { board } = useDesk();
  const [open, setOpen] = useState(null);
  const Open = open ? { complaint: ComplaintDialog, suggestion: SuggestionDialog }[open.kind] : null;
  return html`
    ${names.map((name) => html`<section class="card" key=${name} id=${name}><h2>${c(`list.${name}`)} <span class="count">${(board.lists[name] || []).length}</span></h2>
      ${(board.lists[name] || []).length ? html`<ul class="plain help">${board.lists[name].map((r) => html`<li key=${r.number}><b>${r.number}</b> <span class=${`mark ${r.level === "over" ? "bad" : "odd"}`}><span aria-hidden="true">${r.level === "over" ? "✕" : "○"}</span> ${pair(r, "state")}</span>
        <span class="small">${[pair(r, "note"), r.label, r.due_at ? c("list.due", { day: r.due_at.slice(0, 10) }) : ""].filter(Boolean).join(" · ")}</span>
        <${Button} kind="secondary small" onPress=${() => setOpen({ kind: r.kind, id: r.complaint_id || r.suggestion_id })}>${c("list.open")}</${Button}></li>`)}</ul>` : html`<p class="small">${c(`list.no_${name}`)}</p>`}</section>`)}
    ${Open ? html`<${Open} id=${open.id} onClose=${() => setOpen(null)} />` : null}`;
}

/** Suggestions this post was given to answer: the director has his own list, every other post this band. */
export function SuggestionBand() {
  const { board, me } = useDesk();
  const [open, setOpen] = useState(null);
  const rows = me.seat.post === "DIRECTOR" ? [] : board?.lists?.suggestions || [];
  return html`
    ${rows.length ? html`<section class="band own-band suggestion-band" aria-label=${c("list.suggestions")}><b>${c("list.suggestions_wait", { count: rows.length })}</b>
      ${rows.map((r) => html`<${Button} key=${r.number} kind="secondary small" label=${`${c("list.open")} ${r.number}`} onPress=${() => setOpen(r.suggestion_id)}>${r.number} · ${c("list.due", { day: (r.due_at || "").slice(0, 10) })}</${Button}>`)}</section>` : null}
    ${open ? html`<${SuggestionDialog} id=${open} onClose=${() => setOpen(null)} />` : null}`;
}

function Said({ item }) {
  return html`<dl class="facts"><${Fact} name=${c("item.words")}><span class="said">${item.words || c("item.no_words")}</span></${Fact}>
    ${item.person || item.contact ? html`<${Fact} name=${c("item.who")}>${item.person || item.contact} ${item.party_id && item.case_id ? html`<${Telephone} refs=${{ case_id: item.case_id }} partyId=${item.party_id} what="phone" masked=${item.phone_masked} />` : item.phone_masked || ""}</${Fact}>` : null}
    ${item.answer ? html`<${Fact} name=${c("item.answer")}><span class="said">${item.answer}</span> <span class="small">${item.answered_by?.name} ${fullOf(item.answered_at)}</span></${Fact}>` : null}</dl>`;
}

export function ComplaintDialog({ id, onClose }) {
  const { run, busy, problem, round } = useDesk();
  const view = useView("complaint", { complaint_id: id }, round);
  const [words, setWords] = useState("");
  const [how, setHow] = useState("");
  const item = view.data?.complaint;
  async function send(act, body) {
    const said = await run(act, { complaint_id: id, ...body });
    setWords("");
    if (said && (act === "tell_complaint")) onClose();
  }
  const title = c("item.complaint");
  if (!item) return html`<${Dialog} title=${title} onClose=${onClose}><p role="status">${view.problem?.message || t("common.loading")}</p><div class="choices"><${Button} onPress=${onClose}>${t("common.close")}</${Button}></div></${Dialog}>`;
  return html`
    <${Dialog} title=${`${title} ${item.number}`} wide=${true} onClose=${onClose}>
      <p class="small">${[pair(item, "note"), item.case_no, item.label, pair(item, "state")].filter(Boolean).join(" · ")}</p>
      <${Said} item=${item} />
      ${problem ? html`<p class="problem" role="alert">${problem.message}</p>` : null}
      ${item.may_answer ? html`<${Spoken} label=${c("item.your_answer")} hint=${c("item.answer_hint")} required=${true} first=${true} value=${words} onInput=${setWords} />
          <${Choices} confirm=${c("item.give_answer")} busy=${busy.answer_complaint} off=${!words.trim()} why=${t("common.fill_all")} onConfirm=${() => send("answer_complaint", { words: words.trim() })} onCancel=${onClose} />`
        : item.may_tell && !item.writing ? html`<${Radios} legend=${c("item.told")} name="told" required=${true} value=${how} onChange=${setHow} options=${coded(item.told)} />
          <${Spoken} label=${c("item.told_words")} required=${how === "CANNOT_BE_REACHED"} lines=${2} value=${words} onInput=${setWords} />
          <${Choices} confirm=${c("item.close_complaint")} busy=${busy.tell_complaint} off=${!how || (how === "CANNOT_BE_REACHED" && !words.trim())} why=${t("common.fill_all")} onConfirm=${() => send("tell_complaint", { how, words: words.trim() })} onCancel=${onClose} />`
          : html`<p role="status">${item.writing ? c("item.writing") : c("item.waits")}</p><div class="choices"><${Button} onPress=${onClose}>${t("common.close")}</${Button}></div>`}
    </${Dialog}>`;
}

export function SuggestionDialog({ id, onClose }) {
  const { run, busy, problem, round } = useDesk();
  const view = useView("suggestion", { suggestion_id: id }, round);
  const [words, setWords] = useState("");
  const [choice, choose] = useState("");
  const item = view.data?.suggestion;
  const title = c("item.suggestion");
  async function send(act, body) {
    const said = await run(act, { suggestion_id: id, ...body });
    if (said) { setWords(""); choose(""); if (act !== "answer_suggestion" || !item.may_assign) onClose(); }
  }
  if (!item) return html`<${Dialog} title=${title} onClose=${onClose}><p role="status">${view.problem?.message || t("common.loading")}</p><div class="choices"><${Button} onPress=${onClose}>${t("common.close")}</${Button}></div></${Dialog}>`;
  const acts = item.may_close ? html`<${Radios} legend=${c("item.verdict")} name="verdict" required=${true} value=${choice} onChange=${choose} options=${coded(item.verdicts)} />
      <${Spoken} label=${c("item.verdict_words")} required=${choice === "NOT_TAKEN_UP"} value=${words} onInput=${setWords} />
      <${Choices} confirm=${c("item.close_suggestion")} busy=${busy.close_suggestion} off=${!choice || (choice === "NOT_TAKEN_UP" && !words.trim())} why=${t("common.fill_all")} onConfirm=${() => send("close_suggestion", { result: choice, words: words.trim() })} onCancel=${onClose} />`
    : item.may_answer && (!item.may_assign || choice === "ANSWER") ? html`<${Spoken} label=${c("item.your_answer")} required=${true} value=${words} onInput=${setWords} />
      <${Choices} confirm=${c("item.give_answer")} busy=${busy.answer_suggestion} off=${!words.trim()} why=${t("common.fill_all")} onConfirm=${() => send("answer_suggestion", { words: words.trim() })} onCancel=${onClose} />`
      : item.may_assign ? html`<${Control} label=${c("item.assign_to")} required=${true}>${(a) => html`<select ...${a} value=${choice} onChange=${(e) => choose(e.currentTarget.value)}><option value="">${c("item.choose")}</option>${item.posts.map((p) => html`<option key=${p.code} value=${p.code}>${pair(p, "label")}</option>`)}${item.may_answer ? html`<option value="ANSWER">${c("item.answer_myself")}</option>` : null}</select>`}</${Control}>
        <${Choices} confirm=${c("item.assign")} busy=${busy.assign_suggestion} off=${!choice} why=${t("common.fill_all")} onConfirm=${() => send("assign_suggestion", { to: choice })} onCancel=${onClose} />`
        : html`<div class="choices"><${Button} onPress=${onClose}>${t("common.close")}</${Button}></div>`;
  return html`
    <${Dialog} title=${`${title} ${item.number}`} wide=${true} onClose=${onClose}>
      <p class="small">${[pair(item, "note"), item.case_no, pair(item, "state"), item.due_at ? c("list.due", { day: item.due_at.slice(0, 10) }) : ""].filter(Boolean).join(" · ")}</p>
      <${Said} item=${item} />
      ${problem ? html`<p class="problem" role="alert">${problem.message}</p>` : null}
      ${acts}
    </${Dialog}>`;
}
