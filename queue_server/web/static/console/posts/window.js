/* The window: from calling a number to the accepted application. What may be done now comes from the server; this page lays it out, one primary act at a time. */

import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { actLabel, useDesk, useSecondHand, useView } from "../hooks.js";
import { ApplicationForm, Inquiry } from "../parts/fields.js";
import { DocumentTicks } from "../parts/documents.js";
import { CaseFile } from "../parts/case_file.js";
import { ReasonDialog, RefuseDialog, SuspendDialog, TransferDialog, WithdrawDialog, WordsDialog } from "../parts/dialogs.js";
import { PromiseIfAccepted, RowClock } from "../parts/clock.js";
import { Mirror, SlipDialog } from "../parts/paper.js";
import { CorrectParty, PartyCard } from "../parts/parties.js";
import { RegisterPanel } from "../parts/register.js";
import { CasePost, DESTRUCTIVE, mayAct } from "../parts/worklist.js";
import { ActionBar, idOf } from "../shell.js";
import { pair, t } from "../texts.js";
import { secondsUntil, timeOf } from "../time.js";
import { Button, Fact, Light, Nothing, Section, Trouble } from "../ui.js";
import { TaxEntry, taxBody, taxMissing, toTax } from "./behind.js";

export const IN_PAGE = ["set_presence", "tick_document", "fill_application", "correct_party", "record_inquiry", "print_papers", "show_citizen", "look_up_again", "reveal_identity", "verify_identity",
  "citizen_confirm_on_paper", "acknowledge", "acknowledge_alarm", "undo", "note_ticket"];

/** Board acts and those of the open ticket as one list; the ticket's own word about an act is the fresher one. */
export function mergeActs(board, ticket) {
  const rows = new Map((board.acts || []).map((row) => [row.act, row]));
  for (const row of ticket?.acts || []) rows.set(row.act, row);
  const known = board.primary && board.primary.act !== "open_next" ? board.primary : null;
  const primary = ticket?.acts?.find((row) => row.primary) || (known && { ...known, ...(rows.get(known.act) || {}), primary: true, act: known.act });
  if (known && known.act !== primary.act && !rows.has(known.act)) rows.set(known.act, { ...known, primary: false });
  if (primary) rows.delete(primary.act);
  return { primary, others: [...rows.values()] };
}

/** Says once per call that this console shows it; a call nobody acknowledges goes back to its place. */
export function useAcknowledge() {
  const { board, run } = useDesk();
  const said = useRef("");
  const window_ = board.window;
  const ticketId = board.ticket?.ticket_id;
  useEffect(() => {
    const call = `${ticketId}/${window_?.call_no}`;
    if (window_?.state !== "CALLED" || window_.acknowledged || !ticketId || said.current === call) return;
    said.current = call;
    run("acknowledge", { ticket_id: ticketId }, { scene: call });
  });
}

/** `beside` stands where the hall's line would: a crew on the road has none. `onSlip` shows the paper where this page is left with the number. */
export function WindowPost({ beside = null, onSlip = null } = {}) {
  const { board, run, busy, round, say } = useDesk();
  const [asking, ask] = useState(null);
  const [slip, setOwnSlip] = useState(null);
  const setSlip = onSlip || setOwnSlip;
  const [opened, openCase] = useState(null);
  useAcknowledge();
  // Whoever is called comes before a case that lies open, unless a dialog about it has been begun.
  useEffect(() => { if (board.ticket && !document.querySelector("dialog[open]")) openCase(null); }, [board.ticket?.ticket_id]);
  const view = useView(board.ticket ? "ticket" : null, { ticket_id: board.ticket?.ticket_id }, `${board.ticket?.rev}/${round}`);
  const ticket = view.data?.ticket || null;
  const refs = { ticket_id: board.ticket?.ticket_id };
  const choices = { ...board.choices, ...(ticket?.choices || {}) };
  const { primary, others } = mergeActs(board, board.window?.state === "SERVING" ? ticket : null);
  const scene = `${board.window?.state}/${board.ticket?.ticket_id || "-"}/${board.window?.call_no}`;

  useEffect(() => window.scrollTo(0, 0), [board.window?.state]);

  async function press(name) {
    // The dialog keeps the number it was opened for: its own act may clear the window before it has closed.
    if (DIALOGS[name]) { ask({ name, ticket: ticket || board.ticket, choices, refs }); return; }
    const body = name === "accept" ? refs : {};
    const said = await run(name, body, { scene, done: t(`done.${name}`) });
    if (said && name === "accept") {
      setSlip({ title: t("accept.title"), number: said.acceptance_no, jobId: said.job_id, lead: pair(said, "due_text") || t("accept.due"), extra: said.due_today ? null : html`<p><b>${t("clock.say_so")}</b></p>` });
    }
    if (said && name === "call_next" && !said.ticket) say(t("window.nobody"));
  }
  function toMissing() {
    const first = ticket?.missing?.[0];
    if (first) jumpTo(first);
  }
  const button = (row, kind, cmd) => html`<${Button} key=${kind === "primary" ? "primary" : row.act} cmd=${cmd} kind=${kind} busy=${busy[row.act]} off=${!row.enabled} why=${row.enabled ? "" : pair(row.why_not, "message") || t("common.not_now")}
    onPress=${() => press(row.act)} onOff=${kind === "primary" ? toMissing : undefined}>${actLabel(row.act)}</${Button}>`;
  const shown = others.filter((row) => !IN_PAGE.includes(row.act) && row.act !== "reprint");
  const Asking = asking && DIALOGS[asking.name];
  const state = board.window?.state || "CLOSED";
  if (opened) return html`<${CasesHere} start=${opened} onLeave=${() => openCase(null)} />`;
  return html`
    <div class=${beside ? "desk with-rail tablet" : "desk with-rail"}>
      ${beside || html`<${WaitingRail}><${OpenCases} onOpen=${openCase} /></${WaitingRail}>`}
      <div class="middle">
        <${WindowStrip} ticket=${ticket} />
        <${Trouble} problem=${view.problem} />
        ${state === "SERVING" && ticket ? (ticket.kind === "BUSINESS" ? html`<${WorkArea} ticket=${ticket} refs=${refs} />` : html`<${Consult} ticket=${ticket} />`)
          : state === "CALLED" ? html`<${Called} ticket=${ticket} />` : state === "SERVING" ? html`<p class="nothing" role="status">${t("common.loading")}</p>` : html`<${Resting} state=${state} />`}
      </div>
    </div>
    <${ActionBar} danger=${shown.filter((r) => DESTRUCTIVE.includes(r.act)).map((r) => button(r, "danger", r.act))}
      others=${shown.filter((r) => !DESTRUCTIVE.includes(r.act)).map((r) => button(r, "secondary", r.act))}
      primary=${primary ? button(primary, "primary", "primary") : html`<${Button} cmd="primary" kind="primary" off=${true} why=${t("common.not_now")}>${t("window.no_act")}</${Button}>`} />
    ${Asking ? html`<${Asking} ticket=${asking.ticket} refs=${asking.refs} choices=${asking.choices} onClose=${() => ask(null)} onSlip=${setSlip} />` : null}
    ${slip ? html`<${SlipDialog} ...${slip} onDone=${() => setSlip(null)} />` : null}`;
}

const DIALOGS = {
  pause_window: ({ choices, onClose }) => html`<${ReasonDialog} act="pause_window" reasons=${choices.pause_reasons} body=${{}} lead=${t("window.pause_lead")} onClose=${onClose} />`,
  return_to_line: ({ choices, onClose }) => html`<${ReasonDialog} act="return_to_line" reasons=${choices.return_to_line_reasons} body=${{}} lead=${t("window.return_lead")} onClose=${onClose} />`,
  transfer_ticket: ({ choices, onClose }) => html`<${TransferDialog} choices=${choices} onClose=${onClose} />`,
  refuse_acceptance: ({ ticket, refs, choices, onClose, onSlip }) => html`<${RefuseDialog} act="refuse_acceptance" refs=${refs} reasons=${choices.refusal_reasons} lead=${t("refuse.lead")}
    preset=${[...new Set((ticket.findings || []).filter((f) => f.effect === "BLOCK" && f.reason_code).map((f) => f.reason_code))]} onClose=${onClose}
    onDone=${(said) => onSlip({ title: t("refuse.title"), lead: t("refuse.given", { no: said.notice_no }), jobId: said.job_id, extra: html`<${NoticeLink} jobId=${said.job_id} />` })} />`,
};

export function NoticeLink({ jobId }) {
  return html`<p><a class="button secondary" href=${`/print/notice/${encodeURIComponent(jobId)}?seat=${encodeURIComponent(document.documentElement.dataset.seat)}`} target="_blank" rel="noopener">${t("slip.a4")}</a></p>`;
}

export function jumpTo(missing) {
  const path = missing.key ? `${missing.section}.${missing.key}` : missing.section;
  const place = document.querySelector(`[data-field="${CSS.escape(path)}"]`) || document.getElementById(missing.section);
  const control = place?.matches("input, select, textarea, button") ? place : place?.querySelector("input, select, textarea, button:not([data-jump])");
  place?.scrollIntoView({ block: "center" });
  control?.focus();
}

/* What was accepted here and is not entered yet: the applicants come back to this window to withdraw, or to hear why it stands still. */
const CASES_HERE = ["halted", "suspended", "to_approve", "to_enter"];
const CASE_DIALOGS = { suspend: SuspendDialog, withdraw: WithdrawDialog };

function OpenCases({ onOpen }) {
  const { board } = useDesk();
  return CASES_HERE.filter((name) => board.lists[name]?.length).map((name) => html`
    <section key=${name} class="work-group" aria-label=${t(`list.${name}`)}><h3>${t(`list.${name}`)} <span class="count">${board.lists[name].length}</span></h3><ul>${board.lists[name].map((row) => html`
      <li key=${idOf(row)}><button type="button" class=${`work ${row.level || ""}`} onClick=${() => onOpen(row)}>
        <span class="line"><b class="number">${row.number}</b><${RowClock} row=${row} at=${board.now} /></span><span class="line small">${pair(row, "type_name")}</span>
        ${row.note_zh ? html`<span class="line small">${pair(row, "note")}</span>` : null}</button></li>`)}</ul></section>`);
}

function CasesHere({ start, onLeave }) {
  const { board } = useDesk();
  return html`<${CasePost} names=${CASES_HERE} title=${t("window.cases")} panel=${CaseHere} bodyOf=${taxBody} missingFor=${taxMissing} onOff=${toTax} dialogs=${CASE_DIALOGS}
    start=${start} onLeave=${onLeave} leave=${board.ticket ? t("window.back_to", { number: board.ticket.number }) : t("window.back")} />`;
}

function CaseHere({ item, refs, form, setForm }) {
  return html`<${CaseFile} item=${item} refs=${refs}>${mayAct(item, "set_tax") ? html`<${TaxEntry} item=${item} form=${form} setForm=${setForm} />` : null}</${CaseFile}>`;
}

/** Who waits, always in sight. */
export function WaitingRail({ children }) {
  useSecondHand();
  const { board } = useDesk();
  const waiting = board.waiting;
  const troubled = (board.printers || []).filter((p) => p.state !== "OK");
  return html`
    <aside class="rail" aria-label=${t("waiting.title")}>
      <div class="rail-head"><h2>${t("waiting.title")}</h2></div>
      <p class="waiting-total"><b>${waiting.total}</b> ${t("waiting.people")}<span class="small">${t("waiting.longest", { minutes: waiting.longest_wait_minutes ?? 0 })}</span></p>
      <table class="lines lanes"><caption class="visually-hidden">${t("waiting.by_lane")}</caption>
        <thead><tr><th scope="col">${t("waiting.lane")}</th><th scope="col" class="num">${t("waiting.count")}</th><th scope="col" class="num">${t("waiting.longest_short")}</th></tr></thead>
        <tbody>${waiting.lanes.map((l) => html`<tr key=${l.lane}><th scope="row">${pair(l, "name")}</th><td class="num">${l.count}</td><td class="num">${l.longest_wait_minutes ?? "–"}</td></tr>`)}</tbody></table>
      ${children}
      ${board.lists.missed?.length ? html`<section class="work-group" aria-label=${t("list.missed")}><h3>${t("list.missed")}</h3><p>${board.lists.missed.map((row) => html`<span class="chip" key=${idOf(row)}>${row.number}</span> `)}</p></section>` : null}
      ${troubled.length ? html`<section class="work-group" aria-label=${t("printer.title")}><h3>${t("printer.title")}</h3>${troubled.map((p) => html`<p key=${p.printer_id} class="warn-line"><span aria-hidden="true">!</span> ${pair(p, "label")} · ${t(`printer.${p.state}`)}</p>`)}</section>` : null}
    </aside>`;
}

export function WindowStrip({ ticket, clock = null }) {
  const { board } = useDesk();
  const window_ = board.window;
  const light = ticket?.light || board.ticket?.light || { state: "NO_UNIT", text_zh: t("light.none"), text_en: t("light.none") };
  return html`
    <div class="strip">
      <div class="strip-number" aria-label=${t("window.number")}>${board.ticket?.number || "—"}</div>
      <div class="strip-what"><h2>${board.ticket ? pair(board.ticket.type, "name") || t("window.consult") : t(`window.state.${window_?.state || "CLOSED"}`)}</h2>
        <div><span class=${`chip state ${window_?.state}`}>${window_ ? `${pair(window_, "label")} · ${t(`window.state.${window_.state}`)}` : ""}</span>
          ${ticket?.priority ? html`<span class="chip odd">${pair(ticket.priority, "why")}</span>` : null}
          ${ticket && !ticket.instant && ticket.kind === "BUSINESS" ? html`<span class="chip odd">${t("case.not_instant")}</span>` : null}</div>
        ${window_?.state === "PAUSED" ? html`<div class="small">${pair(window_, "pause_reason")} · ${t("window.since", { time: timeOf(window_.since) })}</div>` : null}</div>
      ${clock || (ticket?.due && board.ticket ? html`<${PromiseIfAccepted} due=${ticket.due} since=${window_?.state === "SERVING" ? board.ticket.since : null} />` : html`<div class="clock none"><div class="small">${t("clock.title")}</div><div>${t("clock.none")}</div></div>`)}
      <${Light} light=${light} />
    </div>`;
}

function Resting({ state }) {
  const { board } = useDesk();
  return html`
    <div class="card resting"><p class="huge">${t(`window.rest.${state}`)}</p>
      <p class="big">${state === "IDLE" ? (board.waiting.total ? t("window.idle_waiting", { count: board.waiting.total }) : t("window.idle_nobody")) : t(`window.rest_lead.${state}`)}</p>
      <div class="tiles">${board.waiting.lanes.map((l) => html`<div class="tile" key=${l.lane}><b>${l.count}</b><span>${pair(l, "name")}</span>
        <span class="small">${l.count ? t("waiting.longest", { minutes: l.longest_wait_minutes ?? 0 }) : t("window.idle_nobody")}</span></div>`)}</div></div>`;
}

/** A number is called: who should come, and when it may be called again. */
export function Called({ ticket }) {
  useSecondHand();
  const { board } = useDesk();
  const window_ = board.window;
  const left = window_.next_call_at ? secondsUntil(window_.next_call_at) : 0;
  return html`
    <div class="card called"><p class="giant">${board.ticket?.number}</p>
      <p class="big">${t("window.call", { no: window_.call_no, max: window_.calls_max, time: timeOf(window_.called_at) })}</p>
      <p class="small" role="status">${left > 0 ? t("window.again_in", { seconds: left }) : t("window.again_now")}</p>
      ${ticket ? html`<dl class="facts three">
        <${Fact} name=${t("window.why_called")}>${pair(ticket, "why_called")}</${Fact}>
        <${Fact} name=${t("window.waited")}>${t("list.since", { minutes: ticket.wait_minutes })}</${Fact}>
        ${ticket.review ? html`<${Fact} name=${t("window.review")}>${pair(ticket.review, "by")}</${Fact}>` : null}</dl>
        ${ticket.escort_zh ? html`<p class="mark fine" data-escort>${pair(ticket, "escort")}</p>` : null}
        <ul class="plain present">${ticket.parties.map((p) => html`<li key=${p.party_id}><span class="chip">${pair(p, "role")}</span> <b>${p.name}</b> <span class=${`mark ${p.here ? "fine" : "odd"}`}>${p.here ? `✓ ${t("party.here")}` : `○ ${t("party.not_here")}`}</span></li>`)}</ul>` : null}
    </div>`;
}

function Consult({ ticket }) {
  return html`<div class="card resting"><p class="huge">${ticket.number}</p><p>${t("window.consult_lead")} ${pair(ticket, "consult_reason")}</p></div>`;
}

function WorkArea({ ticket, refs }) {
  const { run, busy } = useDesk();
  const [correcting, correct] = useState(null);
  const [onPaper, setOnPaper] = useState(false);
  const open = (section) => !ticket.missing.some((m) => m.section === section);
  const enabled = (name) => ticket.acts.some((row) => row.act === name && row.enabled);
  const reasons = ticket.choices.reveal_reasons;
  function printPapers() {
    window.open(`/print/papers/${encodeURIComponent(ticket.ticket_id)}?seat=${encodeURIComponent(document.documentElement.dataset.seat)}`, "_blank", "noopener");
    run("print_papers", refs);
  }
  return html`
    ${ticket.stop ? html`<div class="card standing bad" role="alert"><p><b>${t("window.stopped", { time: timeOf(ticket.stop.since) })}</b> ${pair(ticket.stop, "text")}</p></div>` : null}
    <div class="columns">
      <div class="col main-col">
        <${Section} id="parties" no="1" cmd="section_1" title=${t("case.parties")} done=${open("parties")}>
          <div class="party-grid">${ticket.parties.map((p) => html`<${PartyCard} key=${p.party_id} party=${p} refs=${refs} reasons=${reasons} acts=${ticket.acts} presence=${true} onCorrect=${correct} />`)}</div></${Section}>
        <${Section} id="documents" no="2" cmd="section_2" title=${t("case.documents")} done=${open("documents")}><${DocumentTicks} documents=${ticket.documents} refs=${refs} /></${Section}>
        <${Section} id="fields" no="3" cmd="section_3" title=${t("case.application")} done=${open("fields")}><${ApplicationForm} fields=${ticket.fields} refs=${refs} /></${Section}>
        <${Section} id="inquiry" no="4" cmd="section_4" title=${t("case.inquiry")} done=${open("inquiry")}><${Inquiry} inquiry=${ticket.inquiry} refs=${refs} onPrint=${printPapers} /></${Section}>
      </div>
      <div class="col side-col">
        <${Section} id="register" title=${t("case.register")} done=${open("register")}><${RegisterPanel} item=${ticket} refs=${refs} mayLook=${enabled("look_up_again")} /></${Section}>
        <${Section} id="citizen" no="5" cmd="section_5" title=${t("mirror.title")} done=${open("citizen")}>
          <${Mirror} citizen=${ticket.citizen} />
          <div class="row-of-buttons">
            <${Button} cmd="show_citizen" busy=${busy.show_citizen} off=${!enabled("show_citizen")} onPress=${() => run("show_citizen", { ...refs, step: "CHECK" }, { scene: String(ticket.rev), done: t("mirror.sent") })}>${t("act.show_citizen")}</${Button}>
            ${enabled("citizen_confirm_on_paper") ? html`<${Button} kind="quiet small" onPress=${() => setOnPaper(true)}>${t("act.citizen_confirm_on_paper")}</${Button}>` : null}
          </div></${Section}>
        <${Section} id="missing" no="6" cmd="section_6" title=${t("missing.title")} done=${!ticket.missing.length}>
          ${ticket.missing.length ? html`<ul class="missing-list">${ticket.missing.map((m) => html`<li key=${`${m.section}${m.key}${m.code}`}><button type="button" class="link" onClick=${() => jumpTo(m)}>${pair(m, "text")}</button></li>`)}</ul>`
            : html`<${Nothing}>${t("missing.none")}</${Nothing}>`}</${Section}>
      </div>
    </div>
    ${correcting ? html`<${CorrectParty} party=${correcting} refs=${refs} onClose=${() => correct(null)} />` : null}
    ${onPaper ? html`<${WordsDialog} act="citizen_confirm_on_paper" body=${refs} lead=${t("mirror.paper_lead")} onClose=${() => setOnPaper(false)} />` : null}`;
}
