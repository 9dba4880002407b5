/* The frame of every console: who and where, alarms, what went wrong, what can be undone, the acts of the moment. The middle belongs to the post. */

import { html } from "htm/preact";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { signOut } from "./api.js";
import { hangBell } from "./bell.js";
import { Desk, onLinked, useActs, useBoard, useDesk, useSecondHand, useWords } from "./hooks.js";
import { KeysDialog } from "./keys_dialog.js";
import { attach } from "./keys.js";
import { SuggestionBand } from "./parts/aftercare.js";
import { Alarms, BellButton, BellCaption } from "./parts/alarms.js";
import { OffRotaBand } from "./parts/off_rota.js";
import { openOwnMatters, OwnMatters } from "./quality/own_matters.js";
import { LanguageSwitch } from "./session.js";
import { pair, t } from "./texts.js";
import { now, secondsOf, secondsUntil, timeOf } from "./time.js";
import { Button, Choices, Dialog, Key, Reference } from "./ui.js";

const CONNECTION_SIGN = { live: "●", connecting: "…", stale: "!", lost: "✕" };

/** `onDuty` is called when the person at this seat was switched to another duty: the page of that post is shown then. */
export function Shell({ me, post: Post, title, onDuty = () => {} }) {
  useWords();
  useState(() => hangBell(me.seat.id));
  const board = useBoard(`console:${me.seat.id}`);
  const [problem, setProblem] = useState(null);
  const [said, setSaid] = useState("");
  const [round, setRound] = useState(0);
  const [keysOpen, openKeys] = useState(false);
  const say = useCallback((words) => { setSaid(""); setTimeout(() => setSaid(words), 30); }, []);
  const afterAct = useCallback(() => setRound((n) => n + 1), []);
  const { run, busy } = useActs({ say, setProblem, afterAct });
  useEffect(() => { document.title = `${problem ? `${t("problem.title_prefix")} ` : ""}${pair(me.seat, "label")} · ${t("common.product")}`; });
  useEffect(() => focusOn(problem), [problem]);
  useEffect(() => onLinked(() => setProblem((p) => (p?.code === "NETWORK" ? null : p))), []);
  const duty = board.data?.seat?.post;
  useEffect(() => { if (duty && duty !== me.seat.post) onDuty(); }, [duty, me.seat.post]);
  const desk = { me, board: board.data, live: board, problem, setProblem, say, run, busy, round, settings: me.hall.settings };
  return html`
    <${Desk.Provider} value=${desk}>
      <a class="skip" href="#work">${t("common.skip")}</a>
      <${Top} me=${me} live=${board} onKeys=${() => openKeys(true)} title=${title} />
      <${BellCaption} />
      <${Alarms} />
      <${OwnMatters} />
      <${OffRotaBand} />
      <${SuggestionBand} />
      ${board.state === "stale" || board.state === "lost" ? html`<div class="band amber" role="status"><b>${t("connection.stale_title")}</b> ${t("connection.stale_lead", { time: timeOf(board.at) })}</div>` : null}
      ${board.refused ? html`<div class="band bad" role="alert"><b>${board.refused.message || t("connection.refused")}</b></div>` : null}
      <main id="work" tabindex="-1">
        <${ProblemBar} problem=${problem} onClose=${() => setProblem(null)} />
        ${board.data ? html`<${Post} />` : html`<p class="nothing" role="status">${t("connection.waiting")}</p>`}
      </main>
      <div class="visually-hidden" role="status" aria-live="polite">${said}</div>
      ${keysOpen ? html`<${KeysDialog} onClose=${() => openKeys(false)} />` : null}
    </${Desk.Provider}>`;
}

function focusOn(problem) {
  if (!problem?.field) return;
  const place = document.querySelector(`[data-field="${CSS.escape(problem.field)}"]`);
  const control = place?.matches("input, select, textarea") ? place : place?.querySelector("input, select, textarea, button");
  (control || place)?.focus?.();
  place?.scrollIntoView({ block: "center" });
}

function Top({ me, live, onKeys, title }) {
  useSecondHand();
  const [leaving, setLeaving] = useState(false);
  const keysButton = useRef(null);
  const lockButton = useRef(null);
  useLayoutEffect(() => attach("keys_help", keysButton.current), []);
  useLayoutEffect(() => attach("lock_screen", lockButton.current), []);
  const staff = me.staff;
  const qualification = live.data?.me?.qualification;
  async function leave() {
    await signOut().catch(() => {});
    location.reload();
  }
  return html`
    <header class="top">
      <h1 class="seat">${pair(me.seat, "label") || title}</h1>
      <span class="hall">${pair(me.hall, "name")}</span>
      <span class="grow"></span>
      <span class=${`connection ${live.state}`}><span aria-hidden="true">${CONNECTION_SIGN[live.state]}</span> ${t(`connection.${live.state}`)}</span>
      <time class="now">${secondsOf(now())}</time>
      <${BellButton} />
      <button type="button" ref=${keysButton} onClick=${onKeys}>${t("keys.title")} <${Key} cmd="keys_help" /></button>
      <button type="button" ref=${lockButton} onClick=${() => document.dispatchEvent(new Event("lideng:lock"))}>${t("lock.now")} <${Key} cmd="lock_screen" /></button>
      <${LanguageSwitch} />
      <button type="button" class="person" onClick=${() => setLeaving(true)} aria-label=${t("sign_in.leave_of", { name: staff.name, no: staff.staff_no })}>
        <b>${staff.name}</b> <span>${staff.staff_no}</span>${qualification && !qualification.valid ? html` <span class="expired">${t("sign_in.expired")}</span>` : null}</button>
    </header>
    ${leaving ? html`<${Dialog} title=${t("sign_in.leave_title")} onClose=${() => setLeaving(false)}>
        <p>${t("sign_in.leave_lead")}</p>
        <p><${Button} kind="quiet" onPress=${() => { setLeaving(false); openOwnMatters(); }}>${t("quality.page.own")}</${Button}></p>
        <${Choices} confirm=${t("sign_in.leave")} onConfirm=${leave} onCancel=${() => setLeaving(false)} /></${Dialog}>` : null}`;
}

function ProblemBar({ problem, onClose }) {
  const ref = useRef(null);
  useEffect(() => { if (problem && !problem.field) ref.current?.focus(); }, [problem]);
  if (!problem) return null;
  return html`
    <div class="problem" role="alert" tabindex="-1" ref=${ref}>
      <span aria-hidden="true" class="sign">✕</span>
      <span class="grow"><b>${problem.message}</b><${Reference} problem=${problem} /></span>
      <${Button} kind="quiet" onPress=${onClose}>${t("common.close")}</${Button}>
    </div>`;
}

/** The bar at the foot: destructive acts left and apart, then the others, the one primary act at the right, always in its place. */
export function ActionBar({ primary, others = [], danger = [], note = null }) {
  return html`
    <footer class="bar">
      <${Undo} />
      <div class="bar-row">
        <div class="group danger-group">${danger}</div>
        <span class="grow note">${note}</span>
        <div class="group">${others}</div>
        <div class="group last">${primary}</div>
      </div>
    </footer>`;
}

function Undo() {
  useSecondHand();
  const { board, run, busy } = useDesk();
  const undo = board?.undo;
  const seconds = undo ? secondsUntil(undo.until) : 0;
  if (!undo || seconds <= 0) return null;
  return html`
    <div class="undo" role="status">
      <span>${t("undo.done", { what: pair(undo, "label") })}</span>
      <span class="small" aria-hidden="true">${t("undo.left", { seconds })}</span>
      <${Button} cmd="undo" busy=${busy.undo} onPress=${() => run("undo", { seq: undo.seq }, { done: t("undo.undone") })}>${t("act.undo")}</${Button}>
    </div>`;
}

/** What names a row of a list. */
export function idOf(row) {
  return row.case_id || row.review_id || row.ticket_id || row.lock_id || row.job_id || row.help_id;
}
