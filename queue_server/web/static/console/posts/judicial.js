/* The judicial clerk: the unit is locked the moment the paper is received, before anything is typed; then the restriction is entered, renewed or released. */

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { actLabel, useDesk, useView } from "../hooks.js";
import { Words, WordsDialog } from "../parts/dialogs.js";
import { isoDay } from "../parts/fields.js";
import { Folio } from "../parts/register.js";
import { WorkList } from "../parts/worklist.js";
import { ActionBar } from "../shell.js";
import { pair, t } from "../texts.js";
import { dayOf, fullOf, now, timeOf } from "../time.js";
import { Button, Choices, Control, Dialog, Radios, Section, Trouble } from "../ui.js";

export function JudicialPost() {
  const { board, run, busy, round } = useDesk();
  const [lockId, setLock] = useState(null);
  const [form, setForm] = useState({});
  const [asking, ask] = useState(null);
  const [outcome, setOutcome] = useState(null);
  const row = board.lists.locks.find((one) => one.lock_id === lockId);
  const view = useView(lockId ? "lock" : null, { lock_id: lockId }, `${row?.rev ?? "gone"}/${round}`);
  const lock = view.data?.lock || null;
  const set = (more) => setForm({ ...form, ...more });
  const choose = (id) => { setLock(id); setForm({}); setOutcome(null); };

  async function lockUnit() {
    const received = `${isoDay(form.day ?? dayOf(now()))}T${(form.time ?? timeOf(now())).trim().padStart(5, "0")}:00+08:00`;
    const said = await run("lock_unit", { [form.by === "unit_no" ? "unit_no" : "certificate_no"]: (form.number || "").trim(), delivered_at: received });
    if (said) choose(said.lock_id);
  }
  async function enter() {
    const against = form.against ? { name: form.against.trim(), document_kind: form.against_kind || "ID_CARD", document_no: (form.against_no || "").trim() } : null;
    const said = await run("enter_restriction", {
      lock_id: lockId, kind: form.kind, authority: form.authority.trim(), document_no: form.document_no.trim(), file_no: (form.file_no || "").trim(), starts_on: isoDay(form.starts_on || ""), ends_on: form.ends_on ? isoDay(form.ends_on) : null,
      scope: form.scope || "ALL", against, words: (form.words || "").trim(), ...(objection ? { starts_on: null, ends_on: null, scope: "ALL", against: null, matter: form.matter.trim(), evidence: form.evidence.trim(),
        objector: { name: form.objector.trim(), document_kind: form.objector_kind || "ID_CARD", document_no: (form.objector_no || "").trim() } } : {}),
    }, { done: t("done.enter_restriction") });
    if (said) setOutcome(said);
  }
  const receivedRight = isoDay(form.day ?? dayOf(now())) && /^([01]?\d|2[0-3]):[0-5]\d$/.test((form.time ?? timeOf(now())).trim());
  const held = lock?.state === "HELD";
  const objection = form.kind === "OBJECTION";
  const named = form.authority?.trim() && form.document_no?.trim();
  const ready = objection ? named && form.matter?.trim() && form.evidence?.trim() && form.objector?.trim() && form.objector_no?.trim() : form.kind && named && isoDay(form.starts_on || "") && (isoDay(form.ends_on || "") || (form.kind === "FREEZE" && !form.ends_on)) && (form.kind !== "PRE_SEIZURE" || form.against?.trim());
  const actions = (r) => (held && r.changeable ? html`<span class="pair"><${Button} kind="secondary small" label=${t(r.kind === "OBJECTION" ? "judicial.sustain_of" : "folio.renew_of", { no: r.document_no })} onPress=${() => ask({ what: "renew", record: r })}>${r.kind === "OBJECTION" ? t("judicial.sustain") : actLabel("renew_restriction")}</${Button}>
    <${Button} kind="secondary small" label=${t(r.kind === "OBJECTION" ? "judicial.end_of" : "folio.release_of", { no: r.document_no })} onPress=${() => ask({ what: "release", record: r })}>${r.kind === "OBJECTION" ? t("judicial.end_objection") : actLabel("release_restriction")}</${Button}></span>` : null);
  return html`
    <div class="desk with-rail">
      <${WorkList} lists=${board.lists} names=${["locks"]} open=${lockId} onOpen=${choose} title=${t("judicial.title")} />
      <div class="middle">
        <${Trouble} problem=${view.problem} />
        ${lock ? html`
          <div class="strip"><div class="strip-number">${t(`judicial.lock_${lock.state}`)}</div><div class="strip-what"><h2>${lock.folio.unit.location}</h2><div class="small">${lock.folio.unit.unit_no} · ${t("judicial.delivered", { when: fullOf(lock.delivered_at), name: lock.by.name })}</div></div></div>
          ${outcome ? html`<${Outcome} outcome=${outcome} />` : null}
          <div class="columns"><div class="col main-col"><${Section} id="folio" title=${t("judicial.folio")}><${Folio} folio=${lock.folio} actions=${actions} /></${Section}></div>
            <div class="col side-col wide-side">${held ? html`<${EnterForm} form=${form} set=${set} ruleset=${lock.ruleset} />` : null}</div></div>`
          : html`<${LockForm} form=${form} set=${set} /><${Ending} rows=${board.lists.restrictions_ending} />`}
      </div>
    </div>
    <${ActionBar}
      danger=${held ? [html`<${Button} key="unlock_unit" cmd="unlock_unit" kind="danger" busy=${busy.unlock_unit} onPress=${() => ask({ what: "unlock" })}>${actLabel("unlock_unit")}</${Button}>`] : []}
      others=${lockId ? [html`<${Button} key="new" onPress=${() => choose(null)}>${t("judicial.another")}</${Button}>`] : []}
      primary=${held ? html`<${Button} key="p" cmd="primary" kind="primary" busy=${busy.enter_restriction} off=${!ready || Boolean(outcome)} why=${outcome ? t("judicial.entered_already") : t("common.fill_all")} onPress=${enter} onOff=${() => document.querySelector("#enter input")?.focus()}>${actLabel("enter_restriction")}</${Button}>`
        : lockId ? html`<${Button} key="p" cmd="primary" kind="primary" onPress=${() => choose(null)}>${t("judicial.another_primary")}</${Button}>`
        : html`<${Button} key="p" cmd="primary" kind="primary" busy=${busy.lock_unit} off=${!(form.number || "").trim() || !receivedRight} why=${(form.number || "").trim() ? t("judicial.time_wrong") : t("judicial.number_needed")} onPress=${lockUnit} onOff=${() => document.querySelector("#lock input:not([type=radio])")?.focus()}>${actLabel("lock_unit")}</${Button}>`} />
    ${asking?.what === "unlock" ? html`<${WordsDialog} act="unlock_unit" field="reason" body=${{ lock_id: lockId }} danger=${true} lead=${t("judicial.unlock_lead")} label=${t("common.reason")} onClose=${() => ask(null)} />` : null}
    ${asking?.what === "renew" ? html`<${RecordDialog} act="renew_restriction" lockId=${lockId} record=${asking.record} onClose=${() => ask(null)} />` : null}
    ${asking?.what === "release" ? html`<${RecordDialog} act="release_restriction" lockId=${lockId} record=${asking.record} onClose=${() => ask(null)} />` : null}`;
}

function LockForm({ form, set }) {
  return html`
    <${Section} id="lock" title=${t("judicial.receive")}>
      <p>${t("judicial.receive_lead")}</p>
      <${Radios} legend=${t("review.look_up_by")} name="by" small=${true} options=${[{ value: "certificate_no", label: t("register.certificate_no") }, { value: "unit_no", label: t("register.unit_no") }]} value=${form.by || "certificate_no"} onChange=${(by) => set({ by })} />
      <${Control} label=${t(form.by === "unit_no" ? "register.unit_no" : "register.certificate_no")} required=${true} wide=${true} path="certificate_no">${(a) => html`<input ...${a} maxlength="60" spellcheck="false" value=${form.number || ""} onInput=${(e) => set({ number: e.currentTarget.value })} />`}</${Control}>
      <div class="grid two"><${Control} label=${t("judicial.day")} hint=${t("judicial.now_hint")}>${(a) => html`<input ...${a} inputmode="numeric" maxlength="12" value=${form.day ?? dayOf(now())} onInput=${(e) => set({ day: e.currentTarget.value })} />`}</${Control}>
        <${Control} label=${t("judicial.time")} hint=${t("judicial.time_hint")}>${(a) => html`<input ...${a} inputmode="numeric" maxlength="5" value=${form.time ?? timeOf(now())} onInput=${(e) => set({ time: e.currentTarget.value })} />`}</${Control}></div>
    </${Section}>`;
}

/** Restrictions that end by themselves soon if nobody renews them. */
function Ending({ rows }) {
  return html`
    <${Section} id="ending" title=${t("list.restrictions_ending")}>
      ${rows.length ? html`<table class="lines"><caption class="visually-hidden">${t("list.restrictions_ending")}</caption>
        <thead><tr><th scope="col">${t("register.unit_no")}</th><th scope="col">${t("folio.restriction")}</th><th scope="col">${t("judicial.ends")}</th></tr></thead>
        <tbody>${rows.map((r) => html`<tr key=${r.record_id}><th scope="row">${r.unit_no}</th><td>${pair(r, "state")}</td><td>${r.ends_on}</td></tr>`)}</tbody></table>` : html`<p class="small">${t("list.empty")}</p>`}
    </${Section}>`;
}

function EnterForm({ form, set, ruleset }) {
  const text = (key, label, required, more = {}) => html`<${Control} label=${label} required=${required} path=${more.path || key} hint=${more.hint}>${(a) => html`<input ...${a} maxlength="80" placeholder=${more.day ? "2014-10-13" : undefined} value=${form[key] || ""} onInput=${(e) => set({ [key]: e.currentTarget.value })} />`}</${Control}>`;
  return html`
    <${Section} id="enter" title=${t("judicial.enter")}>
      <${Radios} legend=${t("judicial.kind")} name="kind" required=${true} small=${true} options=${["SEIZURE", "PRE_SEIZURE", "FREEZE", "OBJECTION"].map((k) => ({ value: k, label: t(`restriction.${k}`) }))} value=${form.kind} onChange=${(kind) => set({ kind })} />
      ${text("authority", t("folio.authority"), true)}${text("document_no", t("judicial.document_no"), true)}${text("file_no", t("judicial.file_no"), false)}
      ${form.kind === "OBJECTION" ? html`<${Objection} form=${form} set=${set} text=${text} />` : html`
      <div class="grid two">${text("starts_on", t("judicial.starts"), true, { day: true })}${text("ends_on", t("judicial.ends"), form.kind !== "FREEZE", { day: true, hint: t("judicial.ends_hint") })}</div>
      <${Control} label=${t("judicial.scope")}>${(a) => html`<select ...${a} value=${form.scope || "ALL"} onChange=${(e) => set({ scope: e.currentTarget.value })}>${["ALL", "TRANSFER", "MORTGAGE", "CERTIFICATE"].map((s) => html`<option value=${s}>${t(`scope.${s}`)}</option>`)}</select>`}</${Control}>
      ${form.kind === "PRE_SEIZURE" || form.kind === "SEIZURE" ? html`${text("against", t(form.kind === "SEIZURE" ? "judicial.against_any" : "judicial.against"), form.kind === "PRE_SEIZURE")}
        <${DocumentKind} name="against" form=${form} set=${set} />${text("against_no", t("judicial.against_no"), form.kind === "PRE_SEIZURE", { path: "against.document_no" })}` : null}`}
      ${text("words", t("common.words"), false)}
      <p class="small">${t(form.kind === "OBJECTION" ? (ruleset === "CN-2014" ? "judicial.objection_effect_2014" : "judicial.objection_effect_today") : "judicial.effect")}</p>
    </${Section}>`;
}

/** An objection has no term of its own: it lapses by itself. */
function Objection({ form, set, text }) {
  return html`
    ${text("matter", t("judicial.matter"), true, { hint: t("judicial.matter_hint") })}${text("evidence", t("judicial.evidence"), true)}
    ${text("objector", t("judicial.objector"), true, { path: "objector.name" })}<${DocumentKind} name="objector" form=${form} set=${set} />${text("objector_no", t("judicial.objector_no"), true, { path: "objector.document_no" })}
    <p class="small">${t("judicial.objection_lapse")}</p>`;
}

const DOCUMENT_KINDS = ["ID_CARD", "PASSPORT", "HM_PERMIT", "TW_PERMIT", "CREDIT_CODE"];

function DocumentKind({ name, form, set }) {
  const key = `${name}_kind`;
  return html`<${Control} label=${t("party.document_kind")}>${(a) => html`<select ...${a} value=${form[key] || "ID_CARD"} onChange=${(e) => set({ [key]: e.currentTarget.value })}>${DOCUMENT_KINDS.map((k) => html`<option value=${k}>${t(`paper.${k}`)}</option>`)}</select>`}</${Control}>`;
}

function Outcome({ outcome }) {
  return html`<div class="card standing odd" role="status"><p><b>${outcome.kind === "OBJECTION" ? t("judicial.objection_entered", { day: outcome.ends_on }) : outcome.waiting ? t("judicial.waiting", { rank: outcome.rank }) : t("judicial.in_force", { rank: outcome.rank })}</b></p>
    ${outcome.halted?.length ? html`<p>${t("judicial.halted", { cases: outcome.halted.map((c) => c.case_no).join("、") })}</p>` : null}
    ${outcome.suspended?.length ? html`<p>${t("judicial.suspended", { cases: outcome.suspended.map((c) => c.case_no).join("、") })}</p>` : null}
    ${outcome.completed_before?.length ? html`<p>${t("judicial.completed_before", { cases: outcome.completed_before.map((c) => `${c.case_no} ${fullOf(c.entered_at)}`).join("、") })}</p>` : null}</div>`;
}

/** Renewing or ending a restriction that stands: by a paper of the organ, or, for our own mistake, with the reason and no paper. */
function RecordDialog({ act, lockId, record, onClose }) {
  const { run, busy } = useDesk();
  const renew = act === "renew_restriction";
  const objection = record.kind === "OBJECTION";
  const [form, setForm] = useState({ authority: renew && !objection ? record.authority : "", document_no: "", ends_on: "", words: "", by: "PAPER" });
  const set = (more) => setForm({ ...form, ...more });
  const mistaken = form.by === "MISTAKE";
  const title = objection ? t(renew ? "judicial.sustain" : "judicial.end_objection") : t(`act.${act}`);
  const day = isoDay(form.ends_on);
  const ready = mistaken ? form.words.trim() : form.authority.trim() && form.document_no.trim() && (!renew || objection || day);
  async function send() {
    const paper = { authority: form.authority.trim(), document_no: form.document_no.trim() };
    const body = { lock_id: lockId, record_id: record.record_id, ...(mistaken ? { mistaken: true, words: form.words.trim() } : renew ? { ...paper, ends_on: objection ? null : day } : paper) };
    if (await run(act, body, { done: t(mistaken ? "judicial.withdrawn" : objection && renew ? "judicial.sustained" : `done.${act}`) })) onClose();
  }
  const text = (key, label, more = {}) => html`<${Control} label=${label} required=${true} path=${key}>${(a) => html`<input ...${a} ...${more} maxlength="80" value=${form[key]} onInput=${(e) => set({ [key]: e.currentTarget.value })} />`}</${Control}>`;
  return html`
    <${Dialog} title=${title} onClose=${onClose}>
      <p>${pair(record, "kind")} · ${record.authority} ${record.document_no}${record.matter ? ` · ${record.matter}` : ""}</p>
      ${objection && renew ? html`<p>${t("judicial.sustain_lead")}</p>` : null}
      ${renew ? null : html`<${Radios} legend=${t("judicial.ended_by")} name="ended_by" first=${true} required=${true} options=${[{ value: "PAPER", label: t(objection ? "judicial.by_rejection" : "judicial.by_paper") }, { value: "MISTAKE", label: t("judicial.by_mistake"), note: t("judicial.by_mistake_note") }]} value=${form.by} onChange=${(by) => set({ by })} />`}
      ${mistaken ? html`<${Words} label=${t("common.reason")} required=${true} value=${form.words} onInput=${(words) => set({ words })} />`
        : html`${text("authority", t("folio.authority"))}${text("document_no", t("judicial.document_no"), renew ? { "data-first": "" } : {})}${renew && !objection ? text("ends_on", t("judicial.new_end"), { placeholder: "2014-10-13" }) : null}`}
      <${Choices} confirm=${mistaken ? t("judicial.withdraw") : title} danger=${mistaken} busy=${busy[act]} off=${!ready} why=${t("common.fill_all")} onConfirm=${send} onCancel=${onClose} />
    </${Dialog}>`;
}
