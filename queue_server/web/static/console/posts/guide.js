/* The floor guide's tablet: find a number or a person, see where they are and what comes next, put a missed number back, print again, answer a call for help. */

import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { actLabel, useDesk, useSecondHand, useView } from "../hooks.js";
import { WordsDialog } from "../parts/dialogs.js";
import { PrintTroubles } from "../parts/paper.js";
import { AppointmentsButton } from "../parts/appointments.js";
import { FeedbackButton, Undelivered } from "../parts/aftercare.js";
import { HomeButton } from "../parts/home.js";
import { LaneButton, LaneLists } from "../parts/lanes.js";
import { ActionBar } from "../shell.js";
import { pair, t } from "../texts.js";
import { dayOf, minutesSince, now, timeOf, whenOf } from "../time.js";
import { Button, Choices, Control, Dialog, Nothing, Radios, Tick, Trouble } from "../ui.js";

const LOOKS_PRIVATE = /^(\d{15}|\d{17}[\dXx]|1[3-9]\d{9}|[HM]\d{8})$/;

/** A document or phone number never becomes part of an address, whichever box it was typed into. */
export function isPrivate(words) {
  return LOOKS_PRIVATE.test(words.replace(/[\s-]/g, ""));
}

/** Finding by number in the address, by document or phone in the body. */
export function useFinder() {
  const { run, round } = useDesk();
  const [query, setQuery] = useState("");
  const [asked, setAsked] = useState("");
  const [found, setFound] = useState(null); // rows found by document or phone: not asked again by itself
  const view = useView(asked ? "search" : null, { q: asked }, round);
  async function find(by) {
    const words = query.trim();
    if (!words) return;
    if (by !== "number" || isPrivate(words)) {
      const said = await run("find_person", { [by === "phone" ? "phone" : "document_no"]: words.replace(/\s/g, "") });
      setAsked("");
      setQuery("");
      setFound(said ? said.results : null);
    } else {
      setFound(null);
      setAsked(words);
    }
  }
  return { query, setQuery, find, asked, results: found || view.data?.results || null, problem: view.problem };
}

export function GuidePost() {
  const { board, run, busy } = useDesk();
  const finder = useFinder();
  const [by, setBy] = useState("number");
  const [noting, note] = useState(null);
  const [cancelling, cancel] = useState(null);
  const [escorting, escort] = useState(null);
  const box = useRef(null);
  useEffect(() => box.current?.focus(), []);
  const results = finder.results;
  const single = results?.length === 1 ? results[0] : null;
  const primaryAct = single?.acts.find((one) => one.primary && one.enabled);
  const doAct = (row, name) => {
    if (name === "note_ticket") { note(row); return; }
    if (name === "cancel_ticket") { cancel(row); return; }
    if (name === "escort") { escort(row); return; }
    run(name, { ticket_id: row.ticket_id }, { scene: row.state, done: t(`done.${name}`) });
  };
  return html`
    <div class="guide">
      <div class="guide-main">
        <form class="card find" role="search" onSubmit=${(e) => { e.preventDefault(); finder.find(by); }}>
          <${Radios} legend=${t("guide.by")} name="by" small=${true} value=${by} onChange=${setBy} options=${["number", "document", "phone"].map((k) => ({ value: k, label: t(`guide.by_${k}`) }))} />
          <div class="find-row"><${Control} label=${t(`guide.label_${by}`)}>${(a) => html`<input ...${a} ref=${box} type="search" spellcheck="false" maxlength="60" value=${finder.query} onInput=${(e) => finder.setQuery(e.currentTarget.value)} />`}</${Control}>
            ${primaryAct ? html`<${Button} busy=${busy.find_person} onPress=${() => finder.find(by)}>${t("guide.find")}</${Button}>` : null}</div>
        </form>
        <${Trouble} problem=${finder.problem} />
        <div role="status">${results ? (results.length ? null : html`<${Nothing}>${t("guide.nothing")}</${Nothing}>`) : html`<${Nothing}>${t("guide.lead")}</${Nothing}>`}</div>
        ${(results || []).map((row) => html`<${Found} key=${row.ticket_id || row.case_id || row.notice_no} row=${row} onAct=${doAct} primary=${row === single ? primaryAct : null} />`)}
      </div>
      <aside class="guide-side" aria-label=${t("guide.side")}><${HelpCalls} /><${LaneLists} quiet=${true} /><${Undelivered} /><${Missed} onPick=${(number) => { finder.setQuery(number); box.current?.focus(); }} /></aside>
    </div>
    <${ActionBar} others=${html`<${LaneButton} key=${single?.number || ""} number=${single?.number || ""} /><${AppointmentsButton} /><${HomeButton} /><${FeedbackButton} />`} primary=${primaryAct ? html`<${Button} cmd="primary" kind="primary" busy=${busy[primaryAct.act]} onPress=${() => doAct(single, primaryAct.act)}>${actLabel(primaryAct.act)} ${single.number}</${Button}>`
      : html`<${Button} cmd="primary" kind="primary" busy=${busy.find_person} onPress=${() => finder.find(by)} off=${!finder.query.trim()} why=${t("guide.type_first")} onOff=${() => box.current?.focus()}>${t("guide.find")}</${Button}>`}
      note=${html`<span class="small">${t("waiting.short", { total: board.waiting.total, minutes: board.waiting.longest_wait_minutes ?? 0 })}</span>`} />
    ${cancelling ? html`<${WordsDialog} act="cancel_ticket" field="reason" danger=${true} body=${{ ticket_id: cancelling.ticket_id }} lead=${t("guide.cancel_lead")} label=${t("common.reason")} onClose=${() => cancel(null)} />` : null}
    ${escorting ? html`<${EscortDialog} row=${escorting} onClose=${() => escort(null)} />` : null}
    ${noting ? html`<${WordsDialog} act="note_ticket" body=${{ ticket_id: noting.ticket_id }} lead=${t("guide.note_lead")} label=${t("guide.note")} onClose=${() => note(null)} />` : null}`;
}

function Found({ row, onAct, primary }) {
  const { run, busy } = useDesk();
  return html`
    <article class="card found" aria-label=${row.number || row.case_no}>
      <div class="found-head"><span class="strip-number">${row.number || "—"}</span><div><h2>${row.type ? pair(row.type, "name") : ""}</h2><span class="small">${[row.case_no, row.notice_no].filter(Boolean).join(" · ")}</span></div><span class="chip state">${pair(row, "state")}</span></div>
      <p class="big"><b>${pair(row, "where")}</b>${row.since ? html` <span class="small">${dayOf(row.since) === dayOf(now()) ? t("list.since", { minutes: minutesSince(row.since) }) : whenOf(row.since)}</span>` : null}</p>
      <p>${pair(row, "next")}${row.ahead != null ? html` · ${t("guide.ahead", { ahead: row.ahead, low: row.low_minutes, high: row.high_minutes })}` : null}</p>
      ${row.parties?.length && row.acts.some((one) => one.act === "set_presence" && one.enabled) ? html`<div class="ticks flat">${row.parties.map((p) => html`<${Tick} key=${p.party_id} label=${t("guide.here", { role: pair(p, "role") })} checked=${p.here} onChange=${(here) => run("set_presence", { ticket_id: row.ticket_id, party_id: p.party_id, here })} />`)}</div>` : null}
      ${row.notes?.length ? html`<ul class="plain notes">${row.notes.map((n) => html`<li key=${n.at}>${n.words} <span class="small">${n.by} ${timeOf(n.at)}</span></li>`)}</ul>` : null}
      <div class="row-of-buttons">${row.acts.filter((one) => one !== primary && one.act !== "set_presence").map((one) => html`<${Button} key=${one.act} kind=${one.act === "cancel_ticket" ? "danger" : "secondary"} busy=${busy[one.act]} off=${!one.enabled} why=${pair(one.why_not, "message")} onPress=${() => onAct(row, one.act)}>${actLabel(one.act)}</${Button}>`)}
        ${row.acts.some((one) => one.act === "hand_over") ? html`<${Button} busy=${busy.hand_over} onPress=${() => run("hand_over", { ticket_id: row.ticket_id, arrived: false })}>${t("guide.lost")}</${Button}>` : null}</div>
      ${row.jobs?.length ? html`<ul class="plain small">${row.jobs.map((j) => html`<li key=${j.job_id}>${pair(j, "kind")} · ${pair(j, "state")} · ${timeOf(j.at)} <${Button} kind="quiet small" busy=${busy.reprint} onPress=${() => run("reprint", { job_id: j.job_id }, { done: t("done.reprint") })}>${t("act.reprint")}</${Button}></li>`)}</ul>` : null}
    </article>`;
}

/** Where the citizen is brought; the window he is called to stands first. */
function EscortDialog({ row, onClose }) {
  const { run, busy } = useDesk();
  const [place, setPlace] = useState(row.places[0]?.window_id || "");
  async function send() {
    if (await run("escort", { ticket_id: row.ticket_id, window_id: place }, { done: t("done.escort") })) onClose();
  }
  return html`
    <${Dialog} title=${`${actLabel("escort")} ${row.number}`} onClose=${onClose}>
      <p>${t("guide.escort_lead")}</p>
      <${Control} label=${t("guide.escort_to")}>${(a) => html`<select ...${a} data-first="" value=${place} onChange=${(e) => setPlace(e.currentTarget.value)}>${row.places.map((p) => html`<option value=${p.window_id}>${pair(p, "label")}</option>`)}</select>`}</${Control}>
      <${Choices} confirm=${actLabel("escort")} busy=${busy.escort} off=${!place} onConfirm=${send} onCancel=${onClose} />
    </${Dialog}>`;
}

function HelpCalls() {
  useSecondHand();
  const { board, run, busy } = useDesk();
  const calls = board.lists.help || [];
  return html`
    <section class="card"><h2>${t("guide.help")} <span class="count">${calls.length}</span></h2>
      ${calls.length ? html`<ul class="plain help">${calls.map((c) => html`<li key=${c.help_id}><b>${pair(c, "place")}</b> ${pair(c, "note")} <span class="small">${t("list.since", { minutes: minutesSince(c.at) })}</span>
        <${Button} busy=${busy.answer_help} onPress=${() => run("answer_help", { help_id: c.help_id }, { done: t("done.answer_help") })}>${t("act.answer_help")}</${Button}></li>`)}</ul>` : html`<p class="small">${t("guide.no_help")}</p>`}
      <${PrintTroubles} />
    </section>`;
}

function Missed({ onPick }) {
  const { board } = useDesk();
  const missed = board.lists.missed || [];
  return html`<section class="card"><h2>${t("list.missed")}</h2>${missed.length ? html`<div class="row-of-buttons">${missed.map((r) => html`<${Button} key=${r.ticket_id} onPress=${() => onPick(r.number)}>${r.number}</${Button}>`)}</div>` : html`<p class="small">${t("list.empty")}</p>`}</section>`;
}
