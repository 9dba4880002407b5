/* Appointments at the desk, with a guide and for the supervisor: the day's list with who came, who was late, who did not come, the places
   of each slot, and booking, moving and cancelling for somebody who telephones. What may be done, and why not, the hall says. */

import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { useDesk, useSecondHand, useView } from "../hooks.js";
import { language, pair, sectionOf, t } from "../texts.js";
import { now, timeOf } from "../time.js";
import { Button, Choices, Control, Dialog, Nothing, Radios, Section } from "../ui.js";

export const a = sectionOf("appointments.console");
const MINUTE_MS = 60000;
const BLANK = { type: "", day: "", at: "", name: "", kind: "CITIZEN_ID", number: "", phone: "" };
const TONE = { MISSED: "bad", LATE: "odd", ARRIVED: "fine", NUMBERED: "fine", BOOKED: "" };

/** The day's appointments, read again after each act and each minute: who books on a phone page moves no board. */
function useAppointments(args) {
  useSecondHand();
  const { round } = useDesk();
  return useView("appointments", args, `${round}/${Math.floor(now() / MINUTE_MS)}`);
}

/** At the desk and with a guide. `onReview` is told the pre-review that a check-in opened. */
export function AppointmentsButton({ onReview = () => {} }) {
  const [open, setOpen] = useState(false);
  return html`<${Button} onPress=${() => setOpen(true)}>${a("open")}</${Button}>
    ${open ? html`<${AppointmentsDialog} onReview=${onReview} onClose=${() => setOpen(false)} />` : null}`;
}

function AppointmentsDialog({ onReview, onClose }) {
  const { setProblem } = useDesk();
  const [mode, setMode] = useState({ name: "list" });
  const [day, setDay] = useState("");
  const [ids, setIds] = useState(null);
  const go = (next) => { setProblem(null); setMode(next); };
  const view = useAppointments(ids ? { ids: ids.join(",") || "-" } : day ? { day } : {});
  const list = () => go({ name: "list" });
  const told = (said, words) => go({ name: "told", said, words });
  return html`
    <${Dialog} title=${a(mode.name === "list" || mode.name === "told" ? "title" : `${mode.name}_title`)} wide=${true} onClose=${onClose}>
      ${view.problem ? html`<p class="problem" role="alert">${view.problem.message}</p>` : null}
      ${mode.name === "list" ? html`<${List} data=${view.data} found=${ids !== null} onFound=${setIds} onDay=${(next) => { setIds(null); setDay(next); }} onMode=${go} onReview=${(id) => { onReview(id); onClose(); }} onClose=${onClose} />` : null}
      ${mode.name === "book" ? html`<${Book} documents=${view.data?.documents || []} onDone=${told} onCancel=${list} />` : null}
      ${mode.name === "move" ? html`<${Move} row=${mode.row} onDone=${told} onCancel=${list} />` : null}
      ${mode.name === "cancel" ? html`<${Cancel} row=${mode.row} onDone=${list} onCancel=${list} />` : null}
      ${mode.name === "told" ? html`<${Told} said=${mode.said} words=${mode.words} onClose=${list} />` : null}
    </${Dialog}>`;
}

// --- the list -----------------------------------------------------------------------------------------------------------

function List({ data, found, onFound, onDay, onMode, onReview, onClose }) {
  const { run, busy, problem } = useDesk();
  if (!data) return html`<p class="nothing" role="status">${t("common.loading")}</p>`;
  async function arrive(row) {
    const said = await run("arrive", { appointment_id: row.appointment_id, lang: language() }, { scene: row.state, done: a("done_arrive") });
    if (said?.review_id) onReview(said.review_id);
  }
  const press = (row, act) => (act === "arrive" ? arrive(row) : onMode({ name: act === "move_appointment" ? "move" : "cancel", row }));
  return html`
    <${Finder} found=${found} onFound=${onFound} />
    ${found ? html`<p><b>${a("found", { count: data.rows.length })}</b> <${Button} kind="secondary small" onPress=${() => onFound(null)}>${a("back_to_day")}</${Button}></p>` : html`<${DayChoice} data=${data} onDay=${onDay} /><${States} figures=${data.figures} />`}
    ${problem ? html`<p class="problem" role="alert">${problem.message}</p>` : null}
    ${data.rows.length ? html`<div class="appointment-rows"><table class="lines"><caption class="visually-hidden">${a("title")}</caption>
      <thead><tr><th scope="col">${a("time")}</th><th scope="col">${a("who")}</th><th scope="col">${a("business")}</th><th scope="col">${a("state")}</th><th scope="col">${a("act")}</th></tr></thead>
      <tbody>${data.rows.map((row) => html`<${Row} key=${row.appointment_id} row=${row} found=${found} busy=${busy} onPress=${press} />`)}</tbody></table></div>` : html`<${Nothing}>${a(found ? "nothing_found" : "none_today")}</${Nothing}>`}
    ${found ? null : html`<details class="places"><summary>${a("places_of_day", data.figures)}</summary><${Places} figures=${data.figures} /></details>`}
    <div class="choices"><${Button} onPress=${onClose}>${t("common.close")}</${Button}><span class="apart"></span>
      <${Button} cmd="primary" kind="primary" off=${!data.offered} why=${a("off")} onPress=${() => onMode({ name: "book" })}>${a("book")}</${Button}></div>`;
}

function Row({ row, found, busy, onPress }) {
  return html`<tr data-appointment=${row.appointment_id} data-state=${row.state}>
    <th scope="row"><b class="figures">${row.time}</b>${found ? html`<small>${pair(row, "day_name")}</small>` : null}</th>
    <td>${row.name}<div class="small">${row.document}</div><div class="small">${a("code", { code: row.code })} · ${row.by_sms ? a("by_sms") : a("no_sms")}</div></td>
    <td>${pair(row, "type")}<div class="small">${a("booked_by", { channel: pair(row, "channel") })}</div></td>
    <td><span class=${`chip ${TONE[row.state] || ""}`}>${pair(row, "state")}</span>
      <div class="small">${[row.number ? a("number", { number: row.number }) : "", row.arrived_at ? a("came", { time: timeOf(row.arrived_at) }) : a("kept_until", { time: timeOf(row.late_after) })].filter(Boolean).join(" · ")}</div></td>
    <td class="acts">${row.acts.filter((one) => one.enabled || one.why_not?.code === "APPOINTMENT_EARLY").map((one) => html`<${Button} key=${one.act} kind=${one.act === "cancel_appointment" ? "danger small" : "secondary small"} busy=${busy[one.act]}
      off=${!one.enabled} why=${a("from_when", { time: timeOf(row.may_come_from) })} label=${one.enabled ? `${nameOf(row, one)} ${row.time} ${row.name}` : undefined} onPress=${() => onPress(row, one.act)}>${nameOf(row, one)}</${Button}>`)}</td></tr>`;
}

const nameOf = (row, one) => a(one.act === "arrive" && row.state === "ARRIVED" ? "do.go_on" : `do.${one.act}`);

/** A number or a telephone goes in the body of a request, never in an address. */
function Finder({ found, onFound }) {
  const { run, busy } = useDesk();
  const [by, setBy] = useState("code");
  const [words, setWords] = useState("");
  const box = useRef(null);
  async function find() {
    const said = await run("find_appointment", { [{ code: "code", document: "document_no", phone: "phone" }[by]]: words.replace(/[\s-]/g, "") });
    if (said) { setWords(""); onFound(said.appointment_ids); }
  }
  return html`
    <form role="search" onSubmit=${(e) => { e.preventDefault(); if (words.trim()) find(); }}>
      <${Radios} legend=${a("find_by")} name="find_by" small=${true} value=${by} onChange=${(next) => { setBy(next); box.current?.focus(); }} options=${["code", "document", "phone"].map((k) => ({ value: k, label: a(`by_${k}`) }))} />
      <div class="find-row"><${Control} label=${a(`by_${by}`)}>${(given) => html`<input ...${given} ref=${box} data-first=${found ? undefined : ""} type="search" spellcheck="false" maxlength="30" value=${words} onInput=${(e) => setWords(e.currentTarget.value)} />`}</${Control}>
      <${Button} busy=${busy.find_appointment} off=${!words.trim()} onPress=${find}>${a("find")}</${Button}></div></form>`;
}

function DayChoice({ data, onDay }) {
  return html`<${Control} label=${a("day")}>${(given) => html`<select ...${given} value=${data.day} onChange=${(e) => onDay(e.currentTarget.value)}>
    ${data.days.some((d) => d.day === data.day) ? null : html`<option value=${data.day} selected>${pair(data, "day_name")}</option>`}
    ${data.days.map((d) => html`<option key=${d.day} value=${d.day} selected=${d.day === data.day}>${pair(d, "name")} · ${a("used_of", d)}</option>`)}</select>`}</${Control}>`;
}

function States({ figures }) {
  const shown = figures.states.filter((s) => s.count);
  return html`<p class="small" data-figures="states">${a("used_and_free", figures)}${shown.length ? html` · ${shown.map((s) => `${pair(s, "state")} ${s.count}`).join(" · ")}` : null}</p>`;
}

/** Each slot with its places by lane; a full one says so in words. */
function Places({ figures }) {
  const lanes = figures.slots[0]?.lanes || [];
  if (!figures.slots.length) return html`<${Nothing}>${a("no_slots")}</${Nothing}>`;
  return html`<table class="lines"><caption class="visually-hidden">${a("places")}</caption>
    <thead><tr><th scope="col">${a("time")}</th>${lanes.map((one) => html`<th scope="col" key=${one.lane}>${pair(one, "lane")}</th>`)}</tr></thead>
    <tbody>${figures.slots.map((s) => html`<tr key=${s.time} data-slot=${s.time}><th scope="row" class="figures">${s.time}</th>${s.lanes.map((one) => html`<td key=${one.lane}>${a("used_of", one)}${one.used >= one.places ? html` <span class="chip odd">${a("full")}</span>` : null}</td>`)}</tr>`)}</tbody></table>`;
}

// --- booking, moving, cancelling --------------------------------------------------------------------------------------------

/** A day and a time of one business. Full times are named, so that a caller hears why his is not among them. */
function TimeChoice({ type, day, at, onDay, onAt }) {
  const { round } = useDesk();
  const view = useView(type ? "appointment_slots" : null, { type, day }, round);
  const data = view.data;
  useEffect(() => { if (data?.day && !day) onDay(data.day); }, [data?.day]);
  if (!type) return null;
  if (!data) return html`<p class="nothing" role="status">${view.problem?.message || t("common.loading")}</p>`;
  const full = data.slots.filter((s) => !s.free);
  const free = data.slots.filter((s) => s.free);
  if (!data.days.length) return html`<${Nothing}>${a("no_days")}</${Nothing}>`;
  return html`
    <${Control} label=${a("which_day")} required=${true}>${(given) => html`<select ...${given} value=${data.day} onChange=${(e) => { onDay(e.currentTarget.value); onAt(""); }}>
      ${data.days.map((d) => html`<option key=${d.day} value=${d.day} selected=${d.day === data.day}>${pair(d, "name")} · ${a("left", { count: d.free })}</option>`)}</select>`}</${Control}>
    ${free.length ? html`<${Radios} legend=${a("which_time")} name="at" small=${true} required=${true} value=${at} onChange=${onAt} options=${free.map((s) => ({ value: s.at, label: s.time, note: ` ${a("left", { count: s.free })}` }))} />` : null}
    ${full.length ? html`<p class="small">${a("full_times", { times: full.map((s) => s.time).join(" · ") })}</p>` : null}`;
}

function Book({ documents, onDone, onCancel }) {
  const { run, busy, problem, round } = useDesk();
  const [form, setForm] = useState(BLANK);
  const set = (more) => setForm((before) => ({ ...before, ...more }));
  const types = useView("appointment_slots", {}, round).data?.types || [];
  const ready = form.type && form.at && form.name.trim() && form.number.trim();
  async function send() {
    const said = await run("book_appointment", { type_code: form.type, at: form.at, name: form.name.trim(), document_kind: form.kind, document_no: form.number.replace(/\s/g, ""), phone: form.phone.replace(/[\s-]/g, ""), by_telephone: true }, { scene: "book" });
    if (said) onDone(said, form.phone.trim() ? "read_out_sms" : "read_out");
  }
  const field = (name, more) => (given) => html`<input ...${given} ...${more} spellcheck="false" value=${form[name]} onInput=${(e) => set({ [name]: e.currentTarget.value })} />`;
  return html`
    <p>${a("book_lead")}</p>
    <${Control} label=${a("business")} required=${true}>${(given) => html`<select ...${given} data-first="" value=${form.type} onChange=${(e) => set({ type: e.currentTarget.value, day: "", at: "" })}><option value="">${t("common.choose")}</option>
      ${types.map((one) => html`<option key=${one.no} value=${one.no}>${one.no} ${pair(one, "name")}</option>`)}</select>`}</${Control}>
    <${TimeChoice} type=${form.type} day=${form.day} at=${form.at} onDay=${(day) => set({ day })} onAt=${(at) => set({ at })} />
    <div class="grid two">
      <${Control} label=${a("name")} required=${true} path="name">${field("name", { maxlength: 60 })}</${Control}>
      <${Control} label=${a("document_kind")}>${(given) => html`<select ...${given} value=${form.kind} onChange=${(e) => set({ kind: e.currentTarget.value })}>${documents.map((d) => html`<option key=${d.code} value=${d.code}>${pair(d, "label")}</option>`)}</select>`}</${Control}>
      <${Control} label=${a("document_no")} required=${true} path="document_no">${field("number", { maxlength: 30 })}</${Control}>
      <${Control} label=${a("phone")} hint=${a("phone_why")} path="phone">${field("phone", { maxlength: 20, inputmode: "tel" })}</${Control}></div>
    ${problem ? html`<p class="problem" role="alert">${problem.message}</p>` : null}
    <${Choices} confirm=${a("book_confirm")} busy=${busy.book_appointment} off=${!ready} why=${t("common.fill_all")} onConfirm=${send} onCancel=${onCancel} />`;
}

function Move({ row, onDone, onCancel }) {
  const { run, busy, problem } = useDesk();
  const [day, setDay] = useState("");
  const [at, setAt] = useState("");
  async function send() {
    const said = await run("move_appointment", { appointment_id: row.appointment_id, at }, { scene: row.at });
    if (said) onDone(said, row.by_sms ? "read_out_sms" : "read_out");
  }
  return html`
    <p><b>${row.name}</b> · ${pair(row, "type")} · ${pair(row, "day_name")} ${row.time}</p>
    <p class="small">${a("move_lead")}</p>
    <${TimeChoice} type=${row.type_no} day=${day} at=${at} onDay=${setDay} onAt=${setAt} />
    ${problem ? html`<p class="problem" role="alert">${problem.message}</p>` : null}
    <${Choices} confirm=${a("move_confirm")} busy=${busy.move_appointment} off=${!at} why=${t("common.fill_all")} onConfirm=${send} onCancel=${onCancel} />`;
}

function Cancel({ row, onDone, onCancel }) {
  const { run, busy, problem } = useDesk();
  async function send() {
    if (await run("cancel_appointment", { appointment_id: row.appointment_id }, { scene: row.at, done: a("done_cancel") })) onDone();
  }
  return html`
    <p><b>${row.name}</b> · ${pair(row, "type")} · ${pair(row, "day_name")} ${row.time}</p>
    <p>${a(row.by_sms ? "cancel_lead_sms" : "cancel_lead")}</p>
    ${problem ? html`<p class="problem" role="alert">${problem.message}</p>` : null}
    <${Choices} confirm=${a("cancel_confirm")} danger=${true} busy=${busy.cancel_appointment} onConfirm=${send} onCancel=${onCancel} />`;
}

/** What the caller must hear: the time and the code, to be read out. */
function Told({ said, words, onClose }) {
  return html`
    <div role="status"><p class="mark fine">✓ ${a("done_book")}</p>
      <p class="huge">${said.at.slice(0, 10)} ${timeOf(said.at)}</p>
      <p class="big">${a("code", { code: said.code })}</p>
      <p>${a(words)}</p></div>
    <div class="choices"><${Button} extra=${{ "data-first": "" }} onPress=${onClose}>${a("back")}</${Button}></div>`;
}

// --- the supervisor ---------------------------------------------------------------------------------------------------------

/** Figures only: no name of anybody who booked. */
export function AppointmentsSection() {
  const [day, setDay] = useState("");
  const data = useAppointments(day ? { day } : {}).data;
  if (!data) return null;
  const { figures } = data;
  return html`
    <${Section} id="appointments" title=${a("title")}>
      <${DayChoice} data=${data} onDay=${setDay} />
      <dl class="facts three">${figures.states.map((s) => html`<div class="fact" key=${s.state} data-count=${s.state}><dt>${pair(s, "state")}</dt><dd>${s.count}</dd></div>`)}</dl>
      <p class="small">${a("missed_lately", { count: figures.missed_lately, days: figures.missed_days })}</p>
      ${figures.channels.length ? html`<p class="small">${figures.channels.map((c) => `${pair(c, "channel")} ${c.count}`).join(" · ")}</p>` : null}
      <details class="places"><summary>${a("places_of_day", figures)}</summary><${Places} figures=${figures} /></details>
    </${Section}>`;
}
