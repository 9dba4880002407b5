/* A supervisor's round: choose window and minute, tap the seat, tick the items; what was short goes to the person, who answers.
   Made for a tablet in the hand: large targets, one seat at a time, each saved by itself. Who sat there the hall says. */

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { useDesk, useView } from "../hooks.js";
import { pair, sectionOf, t } from "../texts.js";
import { timeOf, whenOf } from "../time.js";
import { Button, Choices, Control, Dialog, Nothing, Radios, Section, Trouble } from "../ui.js";
import { Words } from "./dialogs.js";

const r = sectionOf("standards.console");
const TONE = { ok: "fine", amber: "odd", over: "bad" };

/** Print this section alone. */
function printed() {
  document.body.dataset.print = "rounds";
  window.print();
  delete document.body.dataset.print;
}

/** On the director's long page it is read only once it is opened. */
export function RoundsSection({ opened = false }) {
  const { board, round } = useDesk();
  const [week, setWeek] = useState("");
  const [at, setAt] = useState("");
  const [open, setOpen] = useState(opened);
  const view = useView(open ? "rounds" : "", { ...(week ? { week } : {}), ...(at ? { at } : {}) }, `${board?.quality?.rev ?? 0}/${round}`);
  const data = view.data;
  if (!open) return html`<${Section} id="rounds" title=${r("title")}><${Button} kind="secondary" onPress=${() => setOpen(true)}>${r("begin")}</${Button}></${Section}>`;
  if (!data) return html`<${Trouble} problem=${view.problem} />`;
  return html`
    <${Section} id="rounds" title=${r("title")} note=${data.due ? r("note", data) : r("note_free", data)}>
      ${data.may ? html`<${Form} data=${data} at=${at} setAt=${setAt} />` : null}
      <h3>${r("open")}</h3>
      ${data.open.length ? html`<div class="tasks">${data.open.map((x) => html`<${Shortcoming} key=${x.shortcoming_id} row=${x} choices=${data.choices} />`)}</div>` : html`<p class="mark fine">✓ ${r("no_open")}</p>`}
      <h3>${r("rounds")} ${data.week}</h3>
      <div class="choices round-head"><label>${r("week")} <select value=${data.week} onChange=${(e) => setWeek(e.currentTarget.value)}>${data.weeks.map((w) => html`<option key=${w.week} value=${w.week}>${w.week}</option>`)}</select></label>
        <${Button} kind="quiet" onPress=${printed}>${r("print")}</${Button}></div>
      <${WeekList} data=${data} />
    </${Section}>`;
}

function Form({ data, at, setAt }) {
  const { run, busy } = useDesk();
  const [chosen, choose] = useState("");
  const [asking, ask] = useState(null);
  const window_ = data.form.find((w) => w.window === chosen);
  return html`
    <p class="small">${r("lead")}</p>
    <div class="places round-windows" role="group" aria-label=${r("windows")}>${data.form.map((w) => html`<button type="button" key=${w.window} class=${`place ${w.window === chosen ? "here" : ""}`} data-window=${w.window} aria-pressed=${w.window === chosen ? "true" : "false"} onClick=${() => choose(w.window)}>${pair(w, "label")}</button>`)}</div>
    ${window_ ? html`
      <${Control} label=${r("time")}>${(a) => html`<input ...${a} type="time" value=${at} onChange=${(e) => setAt(e.currentTarget.value)} />`}</${Control}>
      <div class="round-seats">${window_.seats.map((s) => html`
        <div key=${s.seat} class="round-seat" data-look-seat=${s.seat}><b>${pair(s, "label")}</b> <span class="small">${pair(s, "post")}</span>
          <div>${s.name ? `${s.name} ${s.staff_no}` : html`<span class="small">${r("nobody")}</span>`}</div>
          ${s.mine ? html`<span class="small">${r("myself")}</span>` : s.name ? html`<${Button} kind="secondary" label=${r("look", { seat: pair(s, "label") })} onPress=${() => ask(s)}>${r("look_seat")}</${Button}>` : null}</div>`)}</div>` : null}
    ${data.on_round ? html`<div class="choices round-head"><span class="mark odd">● ${r("on_round")}</span><${Button} kind="secondary" busy=${busy.end_round} onPress=${() => run("end_round", {}, { done: r("ended") })}>${r("end")}</${Button}></div>` : null}
    ${asking ? html`<${LookDialog} key=${asking.seat + at} seat=${asking} at=${at} seen=${data.choices.seen} onClose=${() => ask(null)} />` : null}`;
}

function LookDialog({ seat, at, seen, onClose }) {
  const { run, busy, problem } = useDesk();
  const [answers, setAnswers] = useState({});
  const [words, setWords] = useState({});
  const of = (item) => answers[item] || "NOT_SEEN";
  const short = seat.items.filter((i) => of(i.item) === "SHORT");
  const ready = seat.items.some((i) => of(i.item) !== "NOT_SEEN") && short.every((i) => (words[i.item] || "").trim());
  const allFine = () => setAnswers(Object.fromEntries(seat.items.map((i) => [i.item, of(i.item) === "SHORT" ? "SHORT" : "FINE"])));
  async function send() {
    const body = { seat: seat.seat, time: at, seen: Object.fromEntries(seat.items.map((i) => [i.item, of(i.item)])), shortcomings: short.map((i) => ({ item: i.item, words: words[i.item].trim() })) };
    if (await run("look_at_seat", body, { done: r("saved") })) onClose();
  }
  return html`
    <${Dialog} title=${`${r("look", { seat: pair(seat, "label") })} · ${seat.name} ${at}`} wide=${true} onClose=${onClose}>
      <${Button} kind="secondary" extra=${{ "data-first": "" }} onPress=${allFine}>${r("all_fine")}</${Button}>
      ${seat.items.map((i) => html`<div key=${i.item} class="round-item" data-item=${i.item}>
        <${Radios} legend=${pair(i, "label")} name=${i.item} options=${seen.map((c) => ({ value: c.code, label: pair(c, "label") }))} value=${of(i.item)} onChange=${(v) => setAnswers({ ...answers, [i.item]: v })} />
        <p class="small">${pair(i, "look")}</p>
        ${of(i.item) === "SHORT" ? html`<${Words} label=${r("words")} required=${true} value=${words[i.item] || ""} onInput=${(v) => setWords({ ...words, [i.item]: v })} />` : null}</div>`)}
      ${problem ? html`<p class="problem" role="alert">${problem.message}</p>` : null}
      <${Choices} confirm=${r("save")} busy=${busy.look_at_seat} off=${!ready} why=${t("common.fill_all")} onConfirm=${send} onCancel=${onClose} />
    </${Dialog}>`;
}

/** One shortcoming, as the supervisor closes it and as the person concerned answers it. */
export function Shortcoming({ row, choices }) {
  const [asking, ask] = useState("");
  const day = row.state === "NOTED" ? row.answer_by : row.close_by;
  return html`
    <article class=${`card task ${row.level}`} data-shortcoming=${row.shortcoming_id}>
      <div class="head"><h3>${pair(row, "item")} · ${pair(row, "seat")} ${whenOf(row.at)}</h3><span class="chip">${pair(row, "state")}</span>
        ${row.state === "CLOSED" ? null : html`<span class=${`mark ${TONE[row.level]}`}>${row.state === "NOTED" ? r("answer_by", { day }) : r("close_by", { day })}</span>`}</div>
      <p>${row.name} <span class="small">${row.staff_no}</span> · ${row.words} <span class="small">${r("noted_by", { name: row.noted_by })}</span></p>
      ${row.answer ? html`<p>${r("said", { words: row.answer })}</p>` : null}
      ${row.state === "CLOSED" ? html`<p>${r("done", { remedy: pair(row, "remedy"), words: row.remedy_words, name: row.closed_by, time: whenOf(row.closed_at) })}</p>` : null}
      ${pair(row, "waits") ? html`<p class="small">${pair(row, "waits")}</p>` : null}
      <div class="row-of-buttons">
        ${row.may_answer ? html`<${Button} kind="secondary small" label=${`${r("answer")} ${pair(row, "item")}`} onPress=${() => ask("answer")}>${r("answer")}</${Button}>` : null}
        ${row.may_close && choices ? html`<${Button} kind="secondary small" label=${`${r("close")} ${pair(row, "item")} ${row.name}`} onPress=${() => ask("close")}>${r("close")}</${Button}>` : null}</div>
      ${asking ? html`<${Answering} row=${row} kind=${asking} remedies=${choices?.remedies || []} onClose=${() => ask("")} />` : null}
    </article>`;
}

function Answering({ row, kind, remedies, onClose }) {
  const { run, busy, problem } = useDesk();
  const [words, setWords] = useState("");
  const [remedy, setRemedy] = useState("");
  const closing = kind === "close";
  const act = closing ? "close_shortcoming" : "answer_shortcoming";
  const needed = !closing || !["PUT_RIGHT", "SHOWN"].includes(remedy);
  async function send() {
    const body = { shortcoming_id: row.shortcoming_id, words: words.trim(), ...(closing ? { remedy } : {}) };
    if (await run(act, body, { done: closing ? r("closed") : r("answered") })) onClose();
  }
  return html`
    <${Dialog} title=${`${closing ? r("close") : r("answer")} · ${pair(row, "item")}`} onClose=${onClose}>
      <p class="small">${closing ? r("close_lead") : r("answer_lead")}</p>
      ${closing ? html`<${Radios} legend=${r("remedy")} name="remedy" first=${true} required=${true} options=${remedies.map((c) => ({ value: c.code, label: pair(c, "label") }))} value=${remedy} onChange=${setRemedy} />` : null}
      <${Words} label=${closing ? r("remedy_words") : undefined} required=${needed} lines=${3} value=${words} onInput=${setWords} />
      ${problem ? html`<p class="problem" role="alert">${problem.message}</p>` : null}
      <${Choices} confirm=${closing ? r("close") : r("answer")} busy=${busy[act]} off=${(closing && !remedy) || (needed && !words.trim())} why=${t("common.fill_all")} onConfirm=${send} onCancel=${onClose} />
    </${Dialog}>`;
}

/** The week in the order of time; by item, never by person. */
function WeekList({ data }) {
  if (!data.rounds.length) return html`<${Nothing}>${r("no_rounds")}</${Nothing}>`;
  return html`
    <p class="small round-note">${r("printed_lead", { week: data.week })}</p>
    <table class="lines rounds-list"><caption class="visually-hidden">${r("rounds")}</caption>
      <thead><tr><th scope="col">${r("at")}</th><th scope="col">${r("seat")}</th><th scope="col">${r("person")}</th><th scope="col">${r("result")}</th></tr></thead>
      ${data.rounds.map((held) => html`<tbody key=${held.round_id}>
        <tr><th scope="rowgroup" colspan="4">${r("by", { name: held.by, time: whenOf(held.began_at) })}${held.ended_at ? "" : ` · ${r("under_way")}`}</th></tr>
        ${held.looks.map((look) => html`<tr key=${look.look_id}><td>${timeOf(look.at)}</td><td>${pair(look, "seat")} <span class="small">${pair(look, "post")}</span></td><td>${look.name} <span class="small">${look.staff_no}</span></td>
          <td>${r("of", look)}${look.shortcomings.map((x) => html`<div key=${x.shortcoming_id}><b>${pair(x, "item")}</b> ${x.words} <span class="small">${pair(x, "state")}</span></div>`)}</td></tr>`)}</tbody>`)}</table>
    <h3>${r("items")}</h3><p class="small">${r("items_lead")}</p>
    <table class="lines rounds-items"><caption class="visually-hidden">${r("items")}</caption>
      <thead><tr><th scope="col">${r("item")}</th><th scope="col" class="num">${r("seen_times")}</th><th scope="col" class="num">${r("short_times")}</th></tr></thead>
      <tbody>${data.items.map((i) => html`<tr key=${i.item}><th scope="row">${pair(i, "label")}</th><td class="num">${i.seen}</td><td class="num">${i.short}</td></tr>`)}</tbody></table>`;
}

/** What concerns the person at this seat. */
export function OwnShortcomings({ rows, looks }) {
  return html`<h3>${r("own")}</h3>
    ${rows.length ? html`<div class="tasks">${rows.map((x) => html`<${Shortcoming} key=${x.shortcoming_id} row=${x} />`)}</div>` : html`<p class="small">${r("own_none")}</p>`}
    ${looks.looks ? html`<p class="small">${r("own_looks", looks)}</p>` : null}`;
}
