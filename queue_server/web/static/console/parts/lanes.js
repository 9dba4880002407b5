/* Turns moved by a person's hand: green channel, urgent order, priority by law. The dialogs show whom it moves back before anything is
   pressed; what waits for a decision or an after-review is a list. Who may do what, the server says. */

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { actLabel, actRow, useDesk, useView } from "../hooks.js";
import { pair, sectionOf, t } from "../texts.js";
import { whenOf } from "../time.js";
import { Button, Choices, Control, Dialog, Fact, Radios, Section, Tick } from "../ui.js";
import { Spoken } from "./aftercare.js";

export const l = sectionOf("lanes.console");
const coded = (rows) => (rows || []).map((row) => ({ value: row.code, label: pair(row, "label") }));
const MOVES = ["request_green", "order_urgent", "grant_priority"];

/** At the desk, a guide's and the director's: name a number, see what each would do to the others, then do it. */
export function LaneButton({ number = "" }) {
  const [open, setOpen] = useState(false);
  return html`<${Button} onPress=${() => setOpen(true)}>${l("open")}</${Button}>
    ${open ? html`<${LaneDialog} given=${number} onClose=${() => setOpen(false)} />` : null}`;
}

export function LaneDialog({ given = "", onClose }) {
  const { run, busy, problem, round } = useDesk();
  const [number, setNumber] = useState(given);
  const [asked, setAsked] = useState(given);
  const [form, setForm] = useState({ act: "", reason: "", kind: "", requester: "", words: "", ground: "", proof: false });
  const view = useView(asked ? "lane" : null, { number: asked }, round);
  const item = view.data;
  const set = (more) => setForm({ ...form, ...more });
  const find = () => { setAsked(number.trim()); set({ act: "", reason: "" }); };
  const effect = item?.effects[form.act === "order_urgent" ? "URGENT" : "GREEN"];
  const ready = { request_green: form.reason && form.kind && form.requester.trim() && form.words.trim(), order_urgent: form.reason && form.words.trim(), grant_priority: form.ground && form.proof }[form.act];
  const why = form.act === "grant_priority" && form.ground && !form.proof ? l("proof_first") : t("common.fill_all");
  async function send() {
    const ticket = { ticket_id: item.ticket_id };
    const body = {
      request_green: { ...ticket, reason: form.reason, requester_kind: form.kind, requester: form.requester.trim(), words: form.words.trim() },
      order_urgent: { ...ticket, reason: form.reason, words: form.words.trim(), people_seen: effect?.people },
      grant_priority: { ...ticket, ground: form.ground, proof_seen: form.proof },
    }[form.act];
    if (await run(form.act, body, { scene: `${item.ticket_id}/${item.rev}`, done: t(`done.${form.act}`) })) onClose();
  }
  return html`
    <${Dialog} title=${l("title")} wide=${true} onClose=${onClose}>
      <form class="find-row" onSubmit=${(e) => { e.preventDefault(); find(); }}>
        <${Control} label=${l("number")} hint=${l("number_hint")}>${(a) => html`<input ...${a} data-first="" maxlength="12" value=${number} onInput=${(e) => setNumber(e.currentTarget.value)} />`}</${Control}>
        <${Button} onPress=${find} off=${!number.trim()} why=${t("common.fill_all")}>${l("find")}</${Button}></form>
      ${view.problem ? html`<p class="problem" role="alert">${view.problem.message}</p>` : null}
      ${item ? html`
        <p class="big"><b>${item.number}</b> ${pair(item, "type")} <span class="chip state">${pair(item, "state")}</span> <span class="small">${pair(item, "lane")} · ${pair(item, "class")} · ${l("ahead", { count: item.ahead })}</span></p>
        <div class="row-of-buttons" role="group" aria-label=${l("what")}>${MOVES.map((name) => { const row = actRow(item.acts, name); return row ? html`<${Button} key=${name} extra=${{ "aria-pressed": form.act === name ? "true" : "false" }} kind=${form.act === name ? "secondary chosen" : "secondary"}
          off=${!row.enabled} why=${pair(row.why_not, "message")} onPress=${() => set({ act: name, reason: "" })}>${actLabel(name)}</${Button}>` : null; })}</div>
        ${form.act === "grant_priority" ? html`
          <p>${l("priority_lead")}</p>
          <${Radios} legend=${l("ground")} name="ground" required=${true} value=${form.ground} onChange=${(ground) => set({ ground })} options=${coded(item.choices.grounds)} />
          <${Tick} label=${l("proof")} checked=${form.proof} onChange=${(proof) => set({ proof })} />` : null}
        ${["request_green", "order_urgent"].includes(form.act) ? html`
          <p>${form.act === "request_green" ? l("green_lead") : l("urgent_lead", { hours: Math.round(item.review_minutes / 60) })}</p>
          <${Radios} legend=${t("common.reason")} name=${form.act} required=${true} value=${form.reason} onChange=${(reason) => set({ reason })} options=${coded(form.act === "request_green" ? item.choices.green_reasons : item.choices.urgent_reasons)} />
          ${form.act === "request_green" ? html`<div class="grid two"><${Radios} legend=${l("requester_kind")} name="requester_kind" required=${true} value=${form.kind} onChange=${(kind) => set({ kind })} options=${coded(item.choices.requester_kinds)} />
            <${Control} label=${l("requester")} required=${true}>${(a) => html`<input ...${a} maxlength="120" value=${form.requester} onInput=${(e) => set({ requester: e.currentTarget.value })} />`}</${Control}></div>` : null}
          <${Spoken} label=${l("words")} required=${true} lines=${2} value=${form.words} onInput=${(words) => set({ words })} />
          <p class="effect-line stops" role="status"><b>${l("effect")}</b> ${pair(effect, "text")}</p>
          ${form.act === "request_green" ? html`<p class="small">${l("quota", item.quota)}</p>` : null}` : null}
        ${item.requests.length ? html`<${LaneRows} rows=${item.requests} />` : null}` : null}
      ${problem ? html`<p class="problem" role="alert">${problem.message}</p>` : null}
      ${form.act && item ? html`<${Choices} confirm=${actLabel(form.act)} busy=${busy[form.act]} off=${!ready} why=${why} onConfirm=${send} onCancel=${onClose} />` : html`<div class="choices"><${Button} onPress=${onClose}>${t("common.close")}</${Button}></div>`}
    </${Dialog}>`;
}

/** What waits at this seat, with the quota and the day's count; `quiet` leaves it out where nothing waits. */
export function LaneLists({ quiet = false }) {
  const { board } = useDesk();
  const part = board.lanes;
  if (!part || (quiet && !part.rows.length)) return null;
  return html`
    <${Section} id="lanes" title=${l("title")} note=${part.rows.length ? String(part.rows.length) : ""}>
      <p class="small">${l("quota", part.quota)}</p>
      <p class="small">${l("today", part.today)}</p>
      ${part.rows.length ? html`<${LaneRows} rows=${part.rows} />` : html`<p class="mark fine">✓ ${l("nothing")}</p>`}
    </${Section}>`;
}

function LaneRows({ rows }) {
  const [open, setOpen] = useState(null);
  return html`
    <ul class="plain help lane-rows">${rows.map((r) => html`<li key=${r.request_id} data-lane=${r.request_id}><b>${r.number}</b> <span class=${`mark ${r.level === "over" ? "bad" : "odd"}`}><span aria-hidden="true">${r.level === "over" ? "✕" : "○"}</span> ${pair(r, "kind")} · ${pair(r, "state")}</span>
      <span class="small">${[pair(r, "type"), pair(r, "reason"), pair(r, "effect"), l("asked", { name: r.asked_by }), r.decided_by ? l("decided", { name: r.decided_by }) : "", r.due_at ? l("due", { time: whenOf(r.due_at) }) : ""].filter(Boolean).join(" · ")}</span>
      <${Button} kind="secondary small" label=${`${l("open_row")} ${r.number}`} onPress=${() => setOpen(r.request_id)}>${l("open_row")}</${Button}></li>`)}</ul>
    ${open ? html`<${RequestDialog} id=${open} onClose=${() => setOpen(null)} />` : null}`;
}

/** One request: who asked and why, whom it moves back, and what this person may do about it. */
function RequestDialog({ id, onClose }) {
  const { run, busy, problem, round } = useDesk();
  const [act, setAct] = useState("");
  const [words, setWords] = useState("");
  const [verdict, setVerdict] = useState("");
  const [seen, setSeen] = useState(false);
  const view = useView("lane_request", { request_id: id }, round);
  const item = view.data?.request;
  const may = (item?.acts || []).filter((one) => one.enabled);
  const chosen = act || (may.length === 1 ? may[0].act : "");
  const ready = { approve_green: seen, decline_green: words.trim(), withdraw_lane: words.trim(), review_lane: verdict && (verdict === "JUSTIFIED" || words.trim()) }[chosen];
  async function send() {
    const body = { approve_green: { people_seen: item.people }, decline_green: { words: words.trim() }, withdraw_lane: { words: words.trim() }, review_lane: { verdict, words: words.trim() } }[chosen];
    if (await run(chosen, { request_id: id, ...body }, { scene: `${id}/${item.people}`, done: t(`done.${chosen}`) })) onClose();
  }
  return html`
    <${Dialog} title=${item ? `${pair(item, "kind")} ${item.number}` : l("title")} wide=${true} onClose=${onClose}>
      ${view.problem ? html`<p class="problem" role="alert">${view.problem.message}</p>` : null}
      ${item ? html`
        <dl class="facts"><${Fact} name=${t("common.reason")}>${pair(item, "reason")}</${Fact}>
          ${item.requester ? html`<${Fact} name=${l("requester_of")}>${pair(item, "requester_kind")} ${item.requester}</${Fact}>` : null}
          <${Fact} name=${l("words")}>${item.words}</${Fact}>
          <${Fact} name=${t("director.state")}>${[pair(item, "state"), l("asked", { name: item.asked_by }), item.decided_by ? l("decided", { name: item.decided_by }) : "", item.due_at ? l("due", { time: whenOf(item.due_at) }) : ""].filter(Boolean).join(" · ")}</${Fact}></dl>
        <p class="effect-line stops"><b>${l("effect")}</b> ${pair(item, "effect")}</p>
        ${item.kind === "GREEN" ? html`<p class="small">${l("quota", item.quota)}</p>` : null}
        <div class="row-of-buttons" role="group" aria-label=${l("what")}>${item.acts.map((one) => html`<${Button} key=${one.act} kind=${chosen === one.act ? "secondary chosen" : "secondary"} extra=${{ "aria-pressed": chosen === one.act ? "true" : "false" }} off=${!one.enabled} why=${pair(one.why_not, "message")} onPress=${() => setAct(one.act)}>${actLabel(one.act)}</${Button}>`)}</div>
        ${chosen === "approve_green" ? html`<${Tick} label=${l("seen")} note=${pair(item, "effect")} checked=${seen} onChange=${setSeen} />` : null}
        ${chosen === "review_lane" ? html`<${Radios} legend=${l("verdict")} name="verdict" required=${true} value=${verdict} onChange=${setVerdict} options=${coded(item.verdicts)} />` : null}
        ${["decline_green", "withdraw_lane", "review_lane"].includes(chosen) ? html`<${Spoken} label=${t("common.words")} required=${chosen !== "review_lane" || verdict === "NOT_JUSTIFIED"} lines=${2} value=${words} onInput=${setWords} />` : null}` : null}
      ${problem ? html`<p class="problem" role="alert">${problem.message}</p>` : null}
      ${chosen ? html`<${Choices} confirm=${actLabel(chosen)} danger=${chosen === "decline_green" || chosen === "withdraw_lane"} busy=${busy[chosen]} off=${!ready} why=${t("common.fill_all")} onConfirm=${send} onCancel=${onClose} />` : html`<div class="choices"><${Button} onPress=${onClose}>${t("common.close")}</${Button}></div>`}
    </${Dialog}>`;
}

/** The rules a hall may choose, each in words, the one in force marked. */
export function LineRules() {
  const view = useView("policies", {}, 0);
  const data = view.data;
  if (!data) return null;
  const own = data.policies.find((p) => p.own);
  return html`
    <${Section} id="rules" title=${l("rules")}>
      <p><b>${pair(own, "label")}</b> <span class="mark fine">✓ ${l("own_rule")}</span></p><p>${pair(own, "does")}</p><p class="small">${pair(data, "above")}</p>
      <details><summary>${l("other_rules", { count: data.policies.length - 1 })}</summary>
        <dl class="facts">${data.policies.filter((p) => !p.own).map((p) => html`<${Fact} key=${p.name} name=${html`${pair(p, "label")} <small>${p.name}</small>`}>${pair(p, "does")}</${Fact}>`)}</dl></details>
    </${Section}>`;
}
