/* The list of what waits for this post, and the page of the one that is open: the frame that registrar, certificate clerk, cashier and others share. */

import { html } from "htm/preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { actLabel, actRow, useDesk, useSecondHand, useView } from "../hooks.js";
import { attach } from "../keys.js";
import { ActionBar, idOf } from "../shell.js";
import { pair, rulesOf, t } from "../texts.js";
import { now, timeOf, whenOf } from "../time.js";
import { Button, Key, Light, Nothing, Trouble } from "../ui.js";
import { CaseClock, RowClock } from "./clock.js";
import { OvertimeDialog } from "./dialogs.js";
import { SlipDialog } from "./paper.js";
import { useWindowActs } from "./window_acts.js";

/** Lists of rows under their headings; the open one is marked. `extra(row)` may add a line. */
export function WorkList({ lists, names, open, onOpen, title, at, recent = [] }) {
  useSecondHand();
  const { board } = useDesk();
  const nextButton = useRef(null);
  useLayoutEffect(() => (nextButton.current ? attach("next_in_list", nextButton.current) : undefined));
  const rows = names.flatMap((name) => lists[name] || []);
  const next = nextAfter(rows, open);
  return html`
    <nav class="rail" aria-label=${title || t("list.title")}>
      <div class="rail-head"><h2>${title || t("list.title")}</h2>
        <button type="button" class="jump" ref=${nextButton} aria-disabled=${next ? undefined : "true"} onClick=${() => next && onOpen(idOf(next))}>${t("list.next")} <${Key} cmd="next_in_list" /></button></div>
      ${names.map((name) => html`
        <section key=${name} class="work-group" aria-label=${t(`list.${name}`)}>
          <h3>${t(`list.${name}`)} <span class="count">${(lists[name] || []).length}</span></h3>
          ${(lists[name] || []).length ? html`<ul>${lists[name].map((row) => html`
            <li key=${idOf(row)}><button type="button" class=${`work ${idOf(row) === open ? "open" : ""} ${row.level || ""}`} aria-current=${idOf(row) === open ? "true" : undefined} onClick=${() => onOpen(idOf(row))}>
              <span class="line"><b class="number">${row.number || row.unit_no || row.case_no || "–"}</b><${RowClock} row=${row} at=${at || board.now} /></span>
              <span class="line"><span class="name">${pair(row, "type_name") || pair(row, "note")}</span></span>
              ${row.marks?.length ? html`<span class="line"><${Marks} item=${row} /></span>` : null}
              ${row.type_name_zh && (row.note_zh || row.state_zh) ? html`<span class="line small">${pair(row, "state")}${row.note_zh ? ` · ${pair(row, "note")}` : ""}</span>` : null}
            </button></li>`)}</ul>` : html`<p class="small empty">${t("list.empty")}</p>`}
        </section>`)}
      ${recent.length ? html`
        <section class="work-group" aria-label=${t("list.recent")}><h3>${t("list.recent")}</h3><ul>${recent.map((row) => html`
          <li key=${row.case_id}><button type="button" class=${`work paused ${row.case_id === open ? "open" : ""}`} aria-current=${row.case_id === open ? "true" : undefined} onClick=${() => onOpen(row.case_id)}>
            <span class="line"><b class="number">${row.number}</b><span class="small">${timeOf(row.at)}</span></span><span class="line small">${pair(row, "type_name")}</span></button></li>`)}</ul></section>` : null}
    </nav>`;
}

/** What moved its number forward and is still so on the desk: in words, never by colour alone. */
export function Marks({ item }) {
  return (item.marks || []).map((mark) => html`<span key=${mark.code} class=${`chip ${mark.code === "URGENT" ? "bad" : mark.code === "GREEN" ? "fine" : "odd"}`} data-mark=${mark.code}><span aria-hidden="true">${mark.code === "URGENT" ? "▲" : "△"}</span> ${pair(mark, "label")}</span>`);
}

function nextAfter(rows, open) {
  if (!rows.length) return null;
  const at = rows.findIndex((row) => idOf(row) === open);
  return rows[(at + 1) % rows.length];
}

const ENDED = ["READY", "DELIVERED", "CLOSED"]; // the promise clock stops when the certificate is ready
const RECENT_MAX = 6;

/** Cases this seat has just handed on, so that a paper can be printed again. Numbers and types only, forgotten with the tab. */
function useRecent(seat) {
  const kept = `lideng.console.recent.${seat}`;
  const [rows, setRows] = useState(() => JSON.parse(sessionStorage.getItem(kept) || "[]"));
  function add(item) {
    const row = { case_id: item.case_id, number: item.number, type_name_zh: item.type.name_zh, type_name_en: item.type.name_en, at: new Date(now()).toISOString() };
    setRows((old) => {
      const next = [row, ...old.filter((one) => one.case_id !== row.case_id)].slice(0, RECENT_MAX);
      sessionStorage.setItem(kept, JSON.stringify(next));
      return next;
    });
  }
  return [rows, add];
}

/** A post that works through cases. `panel` is the middle; it gets { item, refs, form, setForm, press }. `bodyOf(act, item, form)` is the
    body of an act; `missingFor` says what the form still lacks; `dialogs[act]` asks before the act; `slipOf` names the paper to show after it.
    `start` is the row opened at first; `onLeave`, with its words, goes back to where the case was opened from. */
export function CasePost({ names, title, panel: Panel, bodyOf, missingFor = () => "", dialogs: own = {}, slipOf = () => null, onOff = () => {}, lists: given = null, at = null, empty, before = null, resting = null, start = null, onLeave = null, leave = t("director.back") }) {
  const { board, run, busy, round, me } = useDesk();
  const [recent, addRecent] = useRecent(me.seat.id);
  const window_ = useWindowActs();
  const [openId, setOpenId] = useState(start && idOf(start));
  const [caseId, setCaseId] = useState(start && start.case_id);
  const [form, setForm] = useState({});
  const [asking, ask] = useState(null);
  const [slip, setSlip] = useState(null);
  const dialogs = { explain_overtime: OvertimeDialog, ...own };
  const lists = given || board.lists;
  const rows = names.flatMap((name) => lists[name] || []);
  const row = rows.find((one) => idOf(one) === openId) || null;
  // A case that has left our lists (handed on by our own act) stays on the screen until the next one is opened.
  const view = useView(caseId ? "case" : null, { case_id: caseId }, `${row?.rev ?? "gone"}/${round}`);
  const item = view.data?.case || null;
  // What comes next stands at the top: what will be written, the count of pages, the notice of a halt.
  useEffect(() => window.scrollTo(0, 0), [caseId, item?.state]);
  function choose(id) {
    setOpenId(id);
    setCaseId([...rows, ...recent].find((one) => idOf(one) === id)?.case_id || null);
    setForm({});
    document.getElementById("work")?.focus();
  }
  async function press(name) {
    if (dialogs[name]) { ask(name); return; }
    const said = await run(name, bodyOf(name, item, form), { scene: `${item.case_id}/${item.rev}`, done: t(`done.${name}`) });
    if (!said) return;
    addRecent(item);
    setForm({});
    setSlip(slipOf(name, item, said));
  }
  const acts = item?.acts || [];
  function button(one, kind) {
    const why = one.enabled ? (dialogs[one.act] ? "" : missingFor(one.act, item, form)) : pair(one.why_not, "message") || t("common.not_now");
    return html`<${Button} key=${one.act} cmd=${kind === "primary" ? "primary" : one.act} kind=${kind} busy=${busy[one.act]} off=${Boolean(why)} why=${why}
      onPress=${() => press(one.act)} onOff=${() => onOff(one.act, item, form)}>${actLabel(one.act)}</${Button}>`;
  }
  const primary = acts.find((one) => one.primary);
  const next = nextAfter(rows.filter((one) => idOf(one) !== openId), null);
  const Asking = asking ? dialogs[asking] : null;
  return html`
    <div class="desk with-rail">
      <${WorkList} lists=${lists} names=${names} open=${openId} onOpen=${choose} title=${title} at=${at} recent=${recent.filter((one) => !rows.some((row_) => row_.case_id === one.case_id))} />
      <div class="middle">
        ${before}
        <${Trouble} problem=${view.problem} />
        ${item ? html`<${CaseStrip} item=${item} />
            <${Panel} item=${item} refs=${{ case_id: item.case_id }} form=${form} press=${press} setForm=${(more) => setForm((old) => ({ ...old, ...more }))} />`
          : caseId && !view.problem ? html`<p class="nothing" role="status">${t("common.loading")}</p>` : resting || html`<${Nothing}>${rows.length ? t("list.choose") : empty || t("list.all_done")}</${Nothing}>`}
      </div>
    </div>
    <${ActionBar}
      danger=${acts.filter((one) => DESTRUCTIVE.includes(one.act)).map((one) => button(one, "danger"))}
      others=${[...window_.buttons, ...acts.filter((one) => !one.primary && !DESTRUCTIVE.includes(one.act) && !IN_THE_PAGE.includes(one.act)).map((one) => button(one, "secondary"))]}
      note=${onLeave || (item && resting) ? html`<${Button} kind="quiet" onPress=${onLeave || (() => choose(null))}>${leave}</${Button}>` : null}
      primary=${primary ? button(primary, "primary") : html`<${Button} cmd="primary" kind="primary" off=${!next} why=${t("list.all_done")} onPress=${() => choose(idOf(next))}>${t("list.open_next")}</${Button}>`} />
    ${Asking && item ? html`<${Asking} item=${item} refs=${{ case_id: item.case_id }} onClose=${() => ask(null)} />` : null}
    ${window_.dialog}
    ${slip ? html`<${SlipDialog} ...${slip} onDone=${() => setSlip(null)} />` : null}`;
}

/** Acts that end something and cannot be taken back: they stand apart from all others. */
export const DESTRUCTIVE = ["no_show", "refuse_acceptance", "refuse_review", "drop_review", "return_file", "return_halted", "withdraw", "spoil_blank", "unlock_unit", "cancel_ticket"];
const IN_THE_PAGE = ["answer_check", "look_up_again", "reveal_identity", "acknowledge_alarm", "verify_identity", "set_presence", "correct_party", "tick_document", "fill_application", "record_inquiry"];

/** Number, business, clock and light of the open case: always in sight. */
export function CaseStrip({ item }) {
  return html`
    <div class="strip">
      <div class="strip-number">${item.number}</div>
      <div class="strip-what"><h2>${pair(item.type, "name")}</h2>
        <div class="small">${item.case_no} · ${item.acceptance_no} · ${pair(item, "window_label")} · ${rulesOf(item)}</div>
        <div><span class="chip state">${pair(item, "state")}</span>${item.instant ? html`<span class="chip">${t("case.instant")}</span>` : null}<${Marks} item=${item} /> <span class="small">${t("case.accepted", { when: whenOf(item.accepted_at), name: item.accepted_by.name })}</span></div></div>
      <${CaseClock} clock=${item.clock} ended=${ENDED.includes(item.state)} />
      <${Light} light=${item.light} />
    </div>`;
}

export function mayAct(item, name) {
  return Boolean(actRow(item?.acts, name)?.enabled);
}
