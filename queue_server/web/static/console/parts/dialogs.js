/* The dialogs that ask for a reason, a target or a second word before an act, and show its effect before it is pressed.
   Each answers with the body of the act, or closes. */

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { useDesk } from "../hooks.js";
import { basisOf, pair, t } from "../texts.js";
import { Choices, Control, Dialog, Radios, Tick } from "../ui.js";

const asOptions = (rows, note) => (rows || []).map((r) => ({ value: r.code ?? r.lane ?? r.window_id, label: pair(r, "label"), note: note ? note(r) : "" }));

export function Words({ value, onInput, required, label, lines = 2, max = 500, hint }) {
  return html`<${Control} label=${label || t("common.words")} required=${required} wide=${true} hint=${hint}>${(a) => html`
    <textarea ...${a} rows=${lines} maxlength=${max} value=${value} onInput=${(e) => onInput(e.currentTarget.value)}></textarea>`}</${Control}>`;
}

/** Why a window pauses, or a ticket goes back to its place: one reason out of a list. */
export function ReasonDialog({ act, reasons, lead, body, danger = false, onClose }) {
  const { run, busy } = useDesk();
  const [reason, setReason] = useState("");
  async function send() {
    if (await run(act, { ...body, reason }, { done: t(`done.${act}`) })) onClose();
  }
  return html`
    <${Dialog} title=${t(`act.${act}`)} onClose=${onClose}>
      ${lead ? html`<p>${lead}</p>` : null}
      <${Radios} legend=${t("common.reason")} name=${act} first=${true} required=${true} options=${asOptions(reasons)} value=${reason} onChange=${setReason} />
      <${Choices} confirm=${t(`act.${act}`)} danger=${danger} busy=${busy[act]} off=${!reason} why=${t("common.choose_reason")} onConfirm=${send} onCancel=${onClose} />
    </${Dialog}>`;
}

export function TransferDialog({ choices, onClose }) {
  const { run, busy } = useDesk();
  const [to, setTo] = useState("");
  const [reason, setReason] = useState("");
  const options = [...(choices.windows || []).map((w) => ({ value: `window:${w.window_id}`, label: pair(w, "label") })), ...(choices.lanes || []).map((l) => ({ value: `lane:${l.lane}`, label: t("transfer.lane", { lane: pair(l, "label") }) }))];
  async function send() {
    const [kind, id] = [to.slice(0, to.indexOf(":")), to.slice(to.indexOf(":") + 1)];
    if (await run("transfer_ticket", { [kind === "lane" ? "lane" : "window_id"]: id, reason: reason.trim() }, { done: t("done.transfer_ticket") })) onClose();
  }
  return html`
    <${Dialog} title=${t("act.transfer_ticket")} onClose=${onClose}>
      <${Radios} legend=${t("transfer.to")} name="to" first=${true} required=${true} options=${options} value=${to} onChange=${setTo} />
      <${Words} label=${t("common.reason")} required=${true} value=${reason} onInput=${setReason} lines=${1} max=${200} />
      <${Choices} confirm=${t("act.transfer_ticket")} busy=${busy.transfer_ticket} off=${!to || !reason.trim()} why=${t("common.fill_all")} onConfirm=${send} onCancel=${onClose} />
    </${Dialog}>`;
}

/** Refusing, with every reason that holds ticked at once and the sentence the citizen will read. */
export function RefuseDialog({ act, refs, reasons, lead, withLifts = false, preset = [], onClose, onDone }) {
  const { run, busy } = useDesk();
  const [ticked, setTicked] = useState(preset);
  const [words, setWords] = useState("");
  const [lifts, setLifts] = useState("");
  const needWords = ticked.includes("R19");
  const ready = ticked.length > 0 && (!needWords || words.trim()) && (!withLifts || lifts.trim());
  async function send() {
    const body = { ...refs, reasons: ticked, words: words.trim() };
    if (withLifts) body.lifts = lifts.trim();
    const said = await run(act, body);
    if (said) { onClose(); onDone?.(said); }
  }
  const toggle = (code, on) => setTicked(on ? [...ticked, code] : ticked.filter((c) => c !== code));
  return html`
    <${Dialog} title=${t(`act.${act}`)} wide=${true} onClose=${onClose}>
      <p>${lead}</p>
      <fieldset class="ticks"><legend>${t("refuse.reasons")}</legend>
        ${(reasons || []).map((r, i) => html`<${Tick} key=${r.code} first=${i === 0} label=${`${r.code} ${pair(r, "label")}`} note=${basisOf(r)} checked=${ticked.includes(r.code)} onChange=${(on) => toggle(r.code, on)} />`)}</fieldset>
      <${Words} label=${needWords ? t("refuse.words_needed") : t("refuse.words")} required=${needWords} value=${words} onInput=${setWords} />
      ${withLifts ? html`<${Words} label=${t("refuse.lifts")} required=${true} value=${lifts} onInput=${setLifts} lines=${1} />` : null}
      <${Choices} confirm=${t(`act.${act}`)} danger=${true} busy=${busy[act]} off=${!ready} why=${t("refuse.why_off")} onConfirm=${send} onCancel=${onClose} />
    </${Dialog}>`;
}

/** Suspending: each reason says beforehand what it does to the clock. */
export function SuspendDialog({ item, onClose }) {
  const { run, busy } = useDesk();
  const [reason, setReason] = useState("");
  const [words, setWords] = useState("");
  const [days, setDays] = useState(String(item.choices.deadline_days_default ?? ""));
  const row = item.choices.suspend_reasons.find((r) => r.code === reason);
  const daysRight = /^[1-9]\d{0,2}$/.test(days);
  async function send() {
    if (await run("suspend", { case_id: item.case_id, reason, words: words.trim(), deadline_days: Number(days) }, { done: t("done.suspend") })) onClose();
  }
  return html`
    <${Dialog} title=${t("act.suspend")} wide=${true} onClose=${onClose}>
      <${Radios} legend=${t("common.reason")} name="suspend" first=${true} required=${true} value=${reason} onChange=${setReason}
        options=${asOptions(item.choices.suspend_reasons, (r) => t(`clock_effect.${r.clock}`))} />
      <p class=${`effect-line ${row ? (row.clock === "RUNS" ? "runs" : "stops") : ""}`} role="status">${row ? html`<b>${t("suspend.effect")}</b> ${pair(row, "effect")}${row.needs_director ? html` <b>${t("suspend.director")}</b>` : null}` : t("suspend.choose")}</p>
      <div class="grid two"><${Control} label=${t("suspend.deadline")} required=${true} error=${daysRight ? "" : t("suspend.deadline_wrong")}>${(a) => html`<input ...${a} inputmode="numeric" value=${days} onInput=${(e) => setDays(e.currentTarget.value)} />`}</${Control}>
        <${Words} label=${t("suspend.words")} value=${words} onInput=${setWords} lines=${1} required=${true} /></div>
      <${Choices} confirm=${t("act.suspend")} busy=${busy.suspend} off=${!reason || !daysRight || !words.trim()} why=${t("common.fill_all")} onConfirm=${send} onCancel=${onClose} />
    </${Dialog}>`;
}

export function WithdrawDialog({ item, onClose, onDone }) {
  const { run, busy } = useDesk();
  const [signed, setSigned] = useState([]);
  const [words, setWords] = useState("");
  const all = item.signers.every((s) => signed.includes(s.party_id));
  async function send() {
    const said = await run("withdraw", { case_id: item.case_id, signed_by: signed, words: words.trim() }, { done: t("done.withdraw") });
    if (said) { onClose(); onDone?.(said); }
  }
  return html`
    <${Dialog} title=${t("act.withdraw")} onClose=${onClose}>
      <p>${t("withdraw.lead")}</p>
      <fieldset class="ticks"><legend>${t("withdraw.signed")}</legend>${item.signers.map((s, i) => html`<${Tick} key=${s.party_id} first=${i === 0} label=${s.name} checked=${signed.includes(s.party_id)}
        onChange=${(on) => setSigned(on ? [...signed, s.party_id] : signed.filter((p) => p !== s.party_id))} />`)}</fieldset>
      <${Words} label=${t("withdraw.words")} value=${words} onInput=${setWords} />
      <p class="effect-line stops">${t("withdraw.effect")}</p>
      <${Choices} confirm=${t("act.withdraw")} danger=${true} busy=${busy.withdraw} off=${!all} why=${t("withdraw.all_needed")} onConfirm=${send} onCancel=${onClose} />
    </${Dialog}>`;
}

/** A paper that became necessary after acceptance. */
export function AddPaperDialog({ item, onClose }) {
  const { run, busy } = useDesk();
  const open = item.choices.papers_open || [];
  const [key, setKey] = useState(open.length === 1 ? open[0].code : "");
  const [pages, setPages] = useState("");
  async function send() {
    if (await run("add_paper", { case_id: item.case_id, key, pages: Number(pages) }, { done: t("done.add_paper") })) onClose();
  }
  return html`
    <${Dialog} title=${t("act.add_paper")} onClose=${onClose}>
      <p>${t("add_paper.lead")}</p>
      <${Radios} legend=${t("add_paper.which")} name="paper" first=${true} required=${true} options=${asOptions(open, (r) => pair(r, "why"))} value=${key} onChange=${setKey} />
      <${Control} label=${t("add_paper.pages")} required=${true} path="pages">${(a) => html`<input ...${a} class="num" inputmode="numeric" maxlength="3" value=${pages} onInput=${(e) => setPages(e.currentTarget.value.replace(/\D/g, ""))} />`}</${Control}>
      <${Choices} confirm=${t("act.add_paper")} busy=${busy.add_paper} off=${!key || !/^[1-9]\d{0,2}$/.test(pages)} why=${t("common.fill_all")} onConfirm=${send} onCancel=${onClose} />
    </${Dialog}>`;
}

/** Agreeing or not agreeing to what somebody else proposed, in words when not. */
export function CountersignDialog({ act, item, lead, extra = {}, onClose }) {
  const { run, busy } = useDesk();
  const [agree, setAgree] = useState(null);
  const [words, setWords] = useState("");
  async function send() {
    if (await run(act, { case_id: item.case_id, agree, words: words.trim(), ...extra }, { done: t(`done.${act}`) })) onClose();
  }
  return html`
    <${Dialog} title=${t(`act.${act}`)} onClose=${onClose}>
      <p>${lead}</p>
      <${Radios} legend=${t("countersign.decision")} name=${act} first=${true} required=${true} value=${agree} onChange=${setAgree}
        options=${[{ value: true, label: t("countersign.agree") }, { value: false, label: t("countersign.disagree") }]} />
      <${Words} label=${t("common.words")} required=${agree === false} value=${words} onInput=${setWords} />
      <${Choices} confirm=${t("countersign.sign")} busy=${busy[act]} off=${agree === null || (agree === false && !words.trim())} why=${t("common.fill_all")} onConfirm=${send} onCancel=${onClose} />
    </${Dialog}>`;
}

/** An act that needs a yes and nothing else. */
export function SureDialog({ act, body, lead, danger = false, onClose, onDone }) {
  const { run, busy } = useDesk();
  async function send() {
    if (await run(act, body, { done: t(`done.${act}`) })) { onClose(); onDone?.(); }
  }
  return html`<${Dialog} title=${t(`act.${act}`)} onClose=${onClose}><p>${lead}</p><${Choices} confirm=${t(`act.${act}`)} danger=${danger} busy=${busy[act]} onConfirm=${send} onCancel=${onClose} /></${Dialog}>`;
}

/** An act that needs nothing but some words. */
export function WordsDialog({ act, body, lead, label, danger = false, field = "words", required = true, onClose }) {
  const { run, busy } = useDesk();
  const [words, setWords] = useState("");
  async function send() {
    if (await run(act, { ...body, [field]: words.trim() }, { done: t(`done.${act}`) })) onClose();
  }
  return html`
    <${Dialog} title=${t(`act.${act}`)} onClose=${onClose}>
      <p>${lead}</p>
      <${Control} label=${label || t("common.words")} required=${required} wide=${true}>${(a) => html`<textarea ...${a} data-first="" rows="2" maxlength="500" value=${words} onInput=${(e) => setWords(e.currentTarget.value)}></textarea>`}</${Control}>
      <${Choices} confirm=${t(`act.${act}`)} danger=${danger} busy=${busy[act]} off=${required && !words.trim()} why=${t("common.fill_all")} onConfirm=${send} onCancel=${onClose} />
    </${Dialog}>`;
}

/** Why a case is late: asked of every post that is offered the act. */
export const OvertimeDialog = ({ item, onClose }) => html`<${WordsDialog} act="explain_overtime" body=${{ case_id: item.case_id }} lead=${t("overtime.lead")} onClose=${onClose} />`;
