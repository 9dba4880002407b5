/* The posts, for whoever leads a window or supervises: lines, advice, orders in force, who sits where, and the day's two ledgers.
   An order shows its expected effect before it is given, and asks for a reason. */

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";

import { useDesk, useView } from "../hooks.js";
import { pair, sectionOf, t } from "../texts.js";
import { timeOf } from "../time.js";
import { Button, Choices, Dialog, Nothing, Radios, Section, Tick } from "../ui.js";
import { Words } from "./dialogs.js";

const p = sectionOf("console.posts");
const AGAIN_MS = 15000;

/** The whole section; nothing at all where this person leads no window. */
export function PostsSection() {
  const { board, round } = useDesk();
  const [again, setAgain] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setAgain((n) => n + 1), AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  const leads = board?.posts?.leads;
  const view = useView(leads ? "posts" : "", {}, `${board?.posts?.mark || ""}/${round}/${again}`);
  const [asking, ask] = useState(null);
  if (!leads || !view.data) return null;
  const data = view.data;
  return html`
    <div class="posts-board">
      <${Lines} lines=${data.lines} />
      <${Advice} rows=${data.advice} ask=${ask} />
      <${Orders} rows=${data.switches} ask=${ask} />
      <${Cells} rows=${data.windows} leads=${data.leads} ask=${ask} />
      <${Seats} rows=${data.seats} ask=${ask} />
      <${Work} rows=${data.work} />
      <${Ledger} title=${p("skips")} rows=${data.skips} cells=${skipCells} heads=${["time", "where", "who", "what", "number", "reason"]} />
      <${Ledger} title=${p("duties")} rows=${data.duties} cells=${dutyCells} heads=${["time", "where", "who", "what", "from_to", "ordered", "reason"]} />
    </div>
    ${asking ? html`<${OrderDialog} key=${asking.key} asked=${asking} choices=${data.choices} onClose=${() => ask(null)} />` : null}`;
}

function Lines({ lines }) {
  return html`
    <${Section} id="lines" title=${p("lines")}>
      <table class="lines"><caption class="visually-hidden">${p("lines")}</caption>
        <thead><tr><th scope="col">${p("line")}</th><th scope="col" class="num">${p("waiting")}</th><th scope="col" class="num">${p("open_windows")}</th><th scope="col">${p("next_waits")}</th></tr></thead>
        <tbody>${lines.map((l) => html`<tr key=${l.lane}><th scope="row">${pair(l, "name")}</th><td class="num">${l.waiting}</td><td class="num">${l.windows}</td>
          <td>${l.p50 == null ? html`<span class="mark odd">! ${p("nobody")}</span>` : p("range", { p50: l.p50, p95: l.p95 })}${l.crowded ? html` <span class="mark odd"><span aria-hidden="true">!</span> ${p("crowded", { time: timeOf(l.since) })}</span>` : null}</td></tr>`)}</tbody></table>
    </${Section}>`;
}

function Advice({ rows, ask }) {
  return html`
    <${Section} id="advice" title=${p("advice")} note=${rows.length ? "" : p("no_advice")}>
      ${rows.map((a) => html`<article key=${a.advice_id} class="advice-card" data-advice=${a.advice_id}>
        <b>${pair(a, "title")}</b> <span class="small">${timeOf(a.given_at)}</span>
        <p>${pair(a, "why")}</p>${a.effect_zh ? html`<p>${pair(a, "effect")}</p>` : null}
        ${a.may ? html`<div class="choices">
          <${Button} kind="secondary" onPress=${() => ask({ key: `f${a.advice_id}`, kind: a.kind === "RETURN" ? "return" : "order", title: pair(a, "title"), lead: pair(a, "effect"), measured: a.kind !== "RETURN",
    reason: { HELP: "CRUSH", SEAT: "BACKLOG", RETURN: "CALM" }[a.kind], body: a.kind === "RETURN" ? { switch_id: a.switch_id } : a.lane ? { window_id: a.window_id, lane: a.lane, advice_id: a.advice_id } : { seat: a.seat, post: a.post, advice_id: a.advice_id } })}>${p("follow")}</${Button}>
          <${Button} kind="quiet" onPress=${() => ask({ key: `d${a.advice_id}`, kind: "decline", title: p("decline_title"), lead: pair(a, "title"), body: { advice_id: a.advice_id } })}>${p("decline")}</${Button}></div>` : null}
      </article>`)}
    </${Section}>`;
}

function Orders({ rows, ask }) {
  return html`
    <${Section} id="switches" title=${p("switches")} note=${rows.length ? "" : p("no_switch")}>
      ${rows.length ? html`<table class="lines"><caption class="visually-hidden">${p("switches")}</caption>
        <thead><tr><th scope="col">${p("what")}</th><th scope="col">${p("state")}</th><th scope="col">${p("ordered")}</th><th scope="col">${p("reason")}</th><th scope="col">${p("act")}</th></tr></thead>
        <tbody>${rows.map((s) => html`<tr key=${s.switch_id} data-switch=${s.switch_id}><th scope="row">${pair(s, "label")}</th><td><span class=${`mark ${s.state === "HOLDS" ? "fine" : "odd"}`}>${pair(s, "state")}</span>${s.by_itself ? html`<div class="small">${p("by_itself_note")}</div>` : null}</td>
          <td>${pair(s, "by")}<div class="small">${timeOf(s.ordered_at)}</div></td><td>${pair(s, "reason")}${s.words ? html`<div class="small">${s.words}</div>` : null}</td>
          <td>${s.may ? html`<${Button} kind="secondary small" label=${`${p("return")} ${pair(s, "label")}`} onPress=${() => ask({ key: `r${s.switch_id}`, kind: "return", title: p("return"), lead: pair(s, "label"), body: { switch_id: s.switch_id } })}>${p("return")}</${Button}>` : null}</td></tr>`)}</tbody></table>` : null}
    </${Section}>`;
}

function Cells({ rows, leads, ask }) {
  return html`
    <${Section} id="cells" title=${p("cells")}>
      <table class="lines"><caption class="visually-hidden">${p("cells")}</caption>
        <thead><tr><th scope="col">${p("where")}</th><th scope="col">${p("state")}</th><th scope="col">${p("lanes")}</th><th scope="col" class="num">${p("waiting")}</th><th scope="col">${p("registrar")}</th><th scope="col">${p("act")}</th></tr></thead>
        <tbody>${rows.map((w) => html`<tr key=${w.window_id} data-cell=${w.window_id}><th scope="row">${pair(w, "label")}</th>
          <td><span class=${`chip state ${w.state}`}>${t(`window.state.${w.state}`)}</span>${w.pause_reason_zh ? html`<div class="small">${pair(w, "pause_reason")}</div>` : null}${w.idle_minutes ? html`<div class="small">${p("idle_for", { minutes: w.idle_minutes })}</div>` : null}</td>
          <td>${w.lanes.map((l) => pair(l, "name")).join(" · ")}${w.helps.map((l) => html`<div key=${l.lane} class="mark fine">＋ ${pair(l, "name")}</div>`)}</td><td class="num">${w.waiting}</td>
          <td>${w.backlog == null ? "–" : html`${p("backlog", { count: w.backlog })}${!w.registrar ? html` <span class="mark odd">! ${p("no_registrar")}</span>` : w.backlog > w.buffer_max ? html` <span class="mark odd">! ${p("over", { most: w.buffer_max })}</span>` : null}`}</td>
          <td>${w.orders.map((o) => html`<${Button} key=${o.lane} kind="secondary small" label=${`${pair(w, "label")} ${pair(o, "label")}`} onPress=${() => ask({ key: `w${w.window_id}${o.lane}`, kind: "order", measured: true, title: `${pair(w, "label")} · ${pair(o, "label")}`, lead: pair(o, "effect"), body: { window_id: w.window_id, lane: o.lane } })}>${pair(o, "label")}</${Button}>`)}</td></tr>`)}</tbody></table>
    </${Section}>`;
}

function Seats({ rows, ask }) {
  return html`
    <${Section} id="seats" title=${p("seats")}>
      ${rows.length ? html`<table class="lines"><caption class="visually-hidden">${p("seats")}</caption>
        <thead><tr><th scope="col">${p("seat")}</th><th scope="col">${p("who")}</th><th scope="col">${p("duty")}</th><th scope="col">${p("in_hand")}</th><th scope="col">${p("act")}</th></tr></thead>
        <tbody>${rows.map((s) => html`<tr key=${s.seat} data-seat=${s.seat}><th scope="row">${pair(s, "label")}</th><td>${s.name} <span class="small">${s.staff_no}</span></td>
          <td>${pair(s, "post")}${s.post === s.home ? null : html` <span class="mark odd">${p("instead_of", { post: pair(s, "home") })}</span>`}<div class="small">${p("since", { time: timeOf(s.since) })}</div></td><td>${s.on_table || "–"}</td>
          <td><${SeatOrder} row=${s} ask=${ask} /></td></tr>`)}</tbody></table>` : html`<${Nothing}>${p("nobody_sits")}</${Nothing}>`}
    </${Section}>`;
}

function SeatOrder({ row, ask }) {
  const open = row.orders.filter((o) => o.enabled);
  const shut = row.orders.filter((o) => !o.enabled);
  return html`${open.map((o) => html`<${Button} key=${o.post} kind="secondary small" label=${`${row.name} ${p("becomes", { post: pair(o, "label") })}`} onPress=${() => ask({ key: `s${row.seat}${o.post}`, kind: "order", measured: o.post === "REGISTRAR", title: `${row.name} · ${p("becomes", { post: pair(o, "label") })}`, lead: row.on_table ? p("after", { number: row.on_table }) : "", body: { seat: row.seat, post: o.post } })}>${p("becomes", { post: pair(o, "label") })}</${Button}> `)}
    ${shut.map((o) => html`<div key=${o.post} class="small"><b>${pair(o, "label")}</b> ${pair(o, "why_not")}</div>`)}`;
}

function Work({ rows }) {
  const names = ["serving", "calling", "idle", "idle_with_queue", "away", "paused"];
  return html`
    <${Section} id="work" title=${p("work")} note=${p("work_note")}>
      <table class="lines"><caption class="visually-hidden">${p("work")}</caption>
        <thead><tr><th scope="col">${p("where")}</th>${names.map((n) => html`<th key=${n} scope="col" class="num">${p(`doing.${n}`)}</th>`)}<th scope="col" class="num">${p("skipped")}</th></tr></thead>
        <tbody>${rows.map((w) => html`<tr key=${w.window_id}><th scope="row">${pair(w, "label")}</th>${names.map((n) => html`<td key=${n} class="num">${w[n]}</td>`)}<td class="num">${Object.values(w.skips).reduce((a, b) => a + b, 0)}</td></tr>`)}</tbody></table>
    </${Section}>`;
}

const skipCells = (r) => [timeOf(r.at), pair(r, "place"), r.name ? `${r.name} ${r.staff_no}` : "–", pair(r, "kind"), r.number || "–", pair(r, "reason") || "–"];
const dutyCells = (r) => [timeOf(r.at), pair(r, "place"), r.name ? `${r.name} ${r.staff_no}` : "–", pair(r, "kind"), [pair(r, "from"), pair(r, "to")].filter(Boolean).join(" → ") || "–", r.kind.startsWith("Seat") ? "–" : pair(r, "by"), [pair(r, "reason"), r.words].filter(Boolean).join(" · ") || "–"];

function Ledger({ title, rows, cells, heads }) {
  const [all, showAll] = useState(false);
  const shown = all ? rows : rows.slice(0, 8);
  return html`
    <${Section} title=${title} note=${rows.length ? "" : p("nothing_yet")}>
      ${rows.length ? html`<table class="lines"><caption class="visually-hidden">${title}</caption>
        <thead><tr>${heads.map((h) => html`<th key=${h} scope="col">${p(h)}</th>`)}</tr></thead>
        <tbody>${shown.map((r, i) => html`<tr key=${i}>${cells(r).map((c, n) => html`<td key=${n}>${c}</td>`)}</tr>`)}</tbody></table>
        ${rows.length > shown.length ? html`<${Button} kind="quiet" onPress=${() => showAll(true)}>${p("show_all", { count: rows.length })}</${Button}>` : null}` : null}
    </${Section}>`;
}

const ACT_OF = { order: "order_switch", return: "return_switch", decline: "decline_advice" };

function OrderDialog({ asked, choices, onClose }) {
  const { run, busy, problem } = useDesk();
  const act = ACT_OF[asked.kind];
  const reasons = asked.kind === "order" ? choices.reasons : choices.return_reasons;
  const [reason, setReason] = useState(asked.reason || "");
  const [words, setWords] = useState("");
  const [byItself, setByItself] = useState(true);
  const [said, setSaid] = useState(null);
  const declining = asked.kind === "decline";
  const needWords = declining || reason === "OTHER";
  const ready = (declining || reason) && (!needWords || words.trim());
  async function send() {
    const body = { ...asked.body, words: words.trim(), ...(declining ? {} : { reason }), ...(asked.kind === "order" ? { by_itself: byItself } : {}) };
    const answer = await run(act, body, { done: t(`done.${act}`) });
    if (!answer) return;
    if (answer.waits_for) setSaid(answer.waits_for);
    else onClose();
  }
  if (said) return html`<${Dialog} title=${asked.title} onClose=${onClose}><p role="status" class="big">${p("takes_effect_after", { number: said })}</p><div class="choices"><span class="apart"></span><${Button} kind="primary" primary=${true} onPress=${onClose}>${t("common.close")}</${Button}></div></${Dialog}>`;
  return html`
    <${Dialog} title=${asked.title} onClose=${onClose}>
      ${asked.lead ? html`<p>${asked.lead}</p>` : null}
      ${declining ? null : html`<${Radios} legend=${t("common.reason")} name="switch" first=${true} required=${true} options=${reasons.map((r) => ({ value: r.code, label: pair(r, "label") }))} value=${reason} onChange=${setReason} />`}
      <${Words} required=${needWords} value=${words} onInput=${setWords} />
      ${asked.kind === "order" && asked.measured ? html`<${Tick} label=${p("by_itself")} note=${p("by_itself_hint")} checked=${byItself} onChange=${setByItself} />` : null}
      <p class="small">${p("from_now_on")}</p>
      ${problem ? html`<p class="problem" role="alert">${problem.message}</p>` : null}
      <${Choices} confirm=${t(`act.${act}`)} busy=${busy[act]} off=${!ready} why=${t("common.fill_all")} onConfirm=${send} onCancel=${onClose} />
    </${Dialog}>`;
}
