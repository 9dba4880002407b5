/* The consultation desk: goes on where the kiosk stopped, or does the whole pre-review on one page, shows every reason at once, and ends it
   with a number, a notice, or a refusal that a person answers for. */

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";

import { actLabel, useDesk, useView } from "../hooks.js";
import { Undelivered } from "../parts/aftercare.js";
import { AppointmentsButton } from "../parts/appointments.js";
import { ReasonDialog, RefuseDialog, SureDialog, TransferDialog, WordsDialog } from "../parts/dialogs.js";
import { DocumentAnswers } from "../parts/documents.js";
import { PartiesEditor } from "../parts/parties_editor.js";
import { HomeButton } from "../parts/home.js";
import { PrintTroubles, SlipDialog } from "../parts/paper.js";
import { LaneButton, LaneLists } from "../parts/lanes.js";
import { Findings, UnitFacts } from "../parts/register.js";
import { DESTRUCTIVE } from "../parts/worklist.js";
import { ActionBar } from "../shell.js";
import { basisOf, language, pair, t } from "../texts.js";
import { timeOf, whenOf } from "../time.js";
import { Button, Choices, Control, Dialog, Effect, Nothing, Radios, Section, Trouble } from "../ui.js";
import { Called, mergeActs, NoticeLink, useAcknowledge, WaitingRail, WindowStrip } from "./window.js";

const IN_PAGE = ["reprint", "note_ticket", "set_parties", "answer", "look_up", "reveal_identity", "verify_identity", "acknowledge", "acknowledge_alarm", "undo", "take_review", "resume_review"];

export function DeskPost() {
  const { board, run, busy, round, say } = useDesk();
  const [chosen, choose] = useState(null);
  const [asking, ask] = useState(null);
  const [slip, setSlip] = useState(null);
  useAcknowledge();
  const fromTicket = board.ticket?.review_id || null;
  useEffect(() => { if (fromTicket) choose(fromTicket); }, [fromTicket]);
  const row = [...board.lists.reviews, ...(board.lists.to_sign || [])].find((r) => r.review_id === chosen);
  const view = useView(chosen ? "review" : null, { review_id: chosen }, `${row?.rev ?? board.ticket?.rev ?? "gone"}/${round}`);
  const review = view.data?.review || null;
  const refs = { review_id: chosen };
  const merged = mergeActs(board, review && board.window?.state !== "CALLED" ? { acts: review.acts } : null);
  const scene = `${board.window?.state}/${board.ticket?.ticket_id || "-"}/${chosen || "-"}/${review?.rev ?? 0}`;

  async function press(name) {
    const extraReason = name === "give_notice" && (review.former_notice || review.notice);
    if (DIALOGS[name] || extraReason) { ask({ name, review, ticket: board.ticket }); return; }
    if (WINDOW_ACTS.includes(name)) {
      const said = await run(name, {}, { scene, done: t(`done.${name}`) });
      if (said && name === "end_service") choose(null);
      if (said && name === "start_serving" && row && !row.mine) await run("take_review", refs, { scene: `${scene}/take` });
      if (said && name === "call_next" && !said.ticket) say(t("window.nobody"));
      return;
    }
    const body = name === "take_ticket" ? { ...refs, here: review.parties.filter((p) => p.here).map((p) => p.party_id) } : name === "sign_notice" ? { ...refs, notice_no: review.to_sign } : name === "take_consult_ticket" ? { ...refs, reason: "DESK" } : refs;
    const said = await run(name, body, { scene, done: t(`done.${name}`) });
    if (said) showPaper(name, said);
  }
  function showPaper(name, said) {
    if (name === "take_ticket" || name === "take_consult_ticket") {
      const range = said.range ? t("review.wait", { ahead: said.ahead, low: said.range.low, high: said.range.high }) : "";
      setSlip({ title: t(`done.${name}`), number: said.number, lead: range, jobId: said.slip?.job_id || said.job_id });
    } else if (name === "give_notice" || name === "refuse_review") {
      setSlip({ title: t(`done.${name}`), number: said.notice_no, lead: t("review.hand_over"), jobId: said.job_id, extra: html`<${NoticeLink} jobId=${said.job_id} />` });
    }
  }
  const button = (one, kind, cmd) => html`<${Button} key=${kind === "primary" ? "primary" : one.act} cmd=${cmd} kind=${kind} busy=${busy[one.act]} off=${!one.enabled} why=${one.enabled ? "" : pair(one.why_not, "message") || t("common.not_now")}
    onPress=${() => press(one.act)}>${one.act === "decide_review" && !review?.decision ? t("review.decide_first") : actLabel(one.act)}</${Button}>`;
  const shown = merged.others.filter((one) => !IN_PAGE.includes(one.act) && (one.enabled || one.why_not));
  const Asking = asking && (asking.name === "give_notice" ? SecondNoticeDialog : DIALOGS[asking.name]);
  const state = board.window?.state;
  return html`
    <div class="desk with-rail">
      <${WaitingRail}><${ReviewList} chosen=${chosen} onChoose=${choose} onOpen=${() => ask({ name: "open_review" })} /><${Undelivered} quiet=${true} /><${LaneLists} quiet=${true} /><p class="rail-acts"><${LaneButton} /> <${AppointmentsButton} onReview=${choose} /> <${HomeButton} onReview=${choose} /></p></${WaitingRail}>
      <div class="middle">
        <${WindowStrip} ticket=${review ? { light: review.light, priority: review.priority, kind: "CONSULT", due: review.due } : null} />
        <${Trouble} problem=${view.problem} />
        ${state === "CALLED" ? html`<${Called} ticket=${null} />` : review ? html`<${ReviewPage} review=${review} refs=${refs} />` : chosen && !view.problem ? html`<p class="nothing" role="status">${t("common.loading")}</p>` : html`<${NoReview} />`}
      </div>
    </div>
    <${ActionBar} danger=${shown.filter((r) => DESTRUCTIVE.includes(r.act)).map((r) => button(r, "danger", r.act))}
      others=${shown.filter((r) => !DESTRUCTIVE.includes(r.act)).map((r) => button(r, "secondary", r.act))}
      primary=${merged.primary ? button(merged.primary, "primary", "primary") : html`<${Button} cmd="primary" kind="primary" onPress=${() => ask({ name: "open_review" })}>${t("act.open_review")}</${Button}>`}
      note=${review ? html`<span class="small">${review.review_no}</span>` : null} />
    ${Asking ? html`<${Asking} review=${asking.review} ticket=${asking.ticket} refs=${refs} choices=${{ ...board.choices, ...(asking.review?.choices || {}) }} onClose=${() => ask(null)} onOpened=${choose} onPaper=${showPaper} onDropped=${() => choose(null)} />` : null}
    ${slip ? html`<${SlipDialog} ...${slip} onDone=${() => setSlip(null)} />` : null}`;
}

/** Somebody with a consultation number and no review yet says here what he came for. */
function NoReview() {
  const { board } = useDesk();
  const view = useView(board.ticket ? "ticket" : null, { ticket_id: board.ticket?.ticket_id }, board.ticket?.rev);
  const reason = pair(view.data?.ticket, "consult_reason");
  return html`${reason ? html`<p class="big">${t("window.consult_lead")} <b>${reason}</b></p>` : null}<${Nothing}>${t("review.none_open")}</${Nothing}>`;
}

const WINDOW_ACTS = ["open_window", "call_next", "start_serving", "call_again", "no_show", "resume_window", "close_window", "end_service"];
const DIALOGS = {
  open_review: OpenReviewDialog,
  drop_review: ({ refs, onClose, onDropped }) => html`<${SureDialog} act="drop_review" body=${refs} lead=${t("review.drop_lead")} danger=${true} onClose=${onClose} onDone=${onDropped} />`,
  refuse_review: ({ review, refs, choices, onClose, onPaper }) => html`<${RefuseDialog} act="refuse_review" refs=${refs} withLifts=${true} reasons=${choices.refusal_reasons} lead=${t("review.refuse_lead")}
    preset=${(review.decision?.reasons || []).map((r) => r.code).filter((code) => (choices.refusal_reasons || []).some((r) => r.code === code))} onClose=${onClose} onDone=${(said) => onPaper("refuse_review", said)} />`,
  pause_window: ({ choices, onClose }) => html`<${ReasonDialog} act="pause_window" reasons=${choices.pause_reasons} body=${{}} lead=${t("window.pause_lead")} onClose=${onClose} />`,
  return_to_line: ({ choices, onClose }) => html`<${ReasonDialog} act="return_to_line" reasons=${choices.return_to_line_reasons} body=${{}} lead=${t("window.return_lead")} onClose=${onClose} />`,
  transfer_ticket: ({ choices, onClose }) => html`<${TransferDialog} choices=${choices} onClose=${onClose} />`,
};

function ReviewList({ chosen, onChoose, onOpen }) {
  const { board, run, busy } = useDesk();
  const [notice, setNotice] = useState("");
  async function open(row) {
    if (row.state !== "OPEN" || !row.mine) await run("take_review", { review_id: row.review_id }, { scene: String(row.rev) });
    onChoose(row.review_id);
  }
  async function resume() {
    const said = await run("resume_review", { notice_no: notice.trim() });
    if (said) { setNotice(""); onChoose(said.review_id); }
  }
  return html`
    <section class="work-group" aria-label=${t("list.reviews")}><h3>${t("list.reviews")} <span class="count">${board.lists.reviews.length}</span></h3>
      <ul>${board.lists.reviews.map((row) => html`<li key=${row.review_id}><button type="button" class=${`work ${row.review_id === chosen ? "open" : ""}`} aria-current=${row.review_id === chosen ? "true" : undefined} onClick=${() => open(row)}>
        <span class="line"><b class="number">${row.number || "–"}</b><span class="small">${timeOf(row.since)}</span></span><span class="line"><span class="name">${pair(row, "type_name")}</span></span><span class="line small">${pair(row, "state") || pair(row, "note")}</span></button></li>`)}</ul>
      <${Button} cmd="open_review" kind="secondary small" onPress=${onOpen}>${t("act.open_review")}</${Button}>
      <${Control} label=${t("review.notice_no")}>${(a) => html`<input ...${a} maxlength="60" value=${notice} onInput=${(e) => setNotice(e.currentTarget.value)} onKeyDown=${(e) => { if (e.key === "Enter" && !e.repeat && notice.trim()) resume(); }} />`}</${Control}>
      <${Button} kind="secondary small" busy=${busy.resume_review} off=${!notice.trim()} why=${t("review.notice_needed")} onPress=${resume}>${t("act.resume_review")}</${Button}>
      <${PrintTroubles} />
    </section>
    <${NoticesToSign} chosen=${chosen} onChoose=${onChoose} />`;
}

/** What kiosks handed over today and no officer has signed yet: opened, read, signed; nobody waits for it. */
function NoticesToSign({ chosen, onChoose }) {
  const { board } = useDesk();
  const rows = board.lists.to_sign || [];
  return html`
    <section class="work-group" aria-label=${t("list.to_sign")}><h3>${t("list.to_sign")} <span class="count">${rows.length}</span></h3>
      <ul>${rows.map((row) => html`<li key=${row.number}><button type="button" class=${`work ${row.review_id === chosen ? "open" : ""}`} aria-current=${row.review_id === chosen ? "true" : undefined} onClick=${() => onChoose(row.review_id)}>
        <span class="line"><b>${row.number}</b></span><span class="line"><span class="name">${pair(row, "type_name")}</span></span><span class="line small">${whenOf(row.since)}</span></button></li>`)}</ul>
    </section>`;
}

function OpenReviewDialog({ onClose, onOpened }) {
  const { run, busy } = useDesk();
  const view = useView("types", { lang: language() });
  const [type, setType] = useState("");
  const [who, setWho] = useState("SELF");
  async function send() {
    const said = await run("open_review", { type_code: type, channel: "DESK", who, lang: language() });
    if (said) { onOpened(said.review_id); onClose(); }
  }
  const groups = view.data?.groups || view.data || [];
  const zh = language() !== "en";
  return html`
    <${Dialog} title=${t("act.open_review")} onClose=${onClose}>
      <${Control} label=${t("review.type")} required=${true}>${(a) => html`<select ...${a} data-first="" value=${type} onChange=${(e) => setType(e.currentTarget.value)}><option value="">${t("common.choose")}</option>
        ${groups.map((g) => html`<optgroup label=${g.name || (zh ? g.name_zh : g.name_en)}>${g.types.map((one) => html`<option value=${one.no}>${one.no} ${one.name || (zh ? one.name_zh : one.name_en)}</option>`)}</optgroup>`)}</select>`}</${Control}>
      ${view.problem ? html`<p class="error">${view.problem.message}</p>` : null}
      <${Radios} legend=${t("review.who")} name="who" options=${["SELF", "AGENT", "GUARDIAN", "COMPANY"].map((w) => ({ value: w, label: t(`review.who_${w}`) }))} value=${who} onChange=${setWho} />
      <${Choices} confirm=${t("act.open_review")} busy=${busy.open_review} off=${!type} why=${t("common.fill_all")} onConfirm=${send} onCancel=${onClose} />
    </${Dialog}>`;
}

function SecondNoticeDialog({ review, refs, onClose, onPaper }) {
  const { run, busy } = useDesk();
  const [reason, setReason] = useState("");
  async function send() {
    const said = await run("give_notice", { ...refs, ...(reason.trim() ? { extra_reason: reason.trim() } : {}) }, { scene: String(review.rev) });
    if (said) { onClose(); onPaper("give_notice", said); }
  }
  return html`
    <${Dialog} title=${t("act.give_notice")} onClose=${onClose}>
      <p>${t("review.second_lead", { no: (review.former_notice || review.notice).notice_no })}</p>
      <${Control} label=${t("review.extra_reason")} hint=${t("review.extra_hint")} wide=${true}>${(a) => html`<textarea ...${a} data-first="" rows="2" maxlength="300" value=${reason} onInput=${(e) => setReason(e.currentTarget.value)}></textarea>`}</${Control}>
      <${Choices} confirm=${t("act.give_notice")} busy=${busy.give_notice} onConfirm=${send} onCancel=${onClose} />
    </${Dialog}>`;
}

function ReviewPage({ review, refs }) {
  const open = review.state === "OPEN" && !review.ticket;
  const enabled = (name) => review.acts.some((one) => one.act === name && one.enabled);
  return html`
    <div class="review-head"><h2>${pair(review.type, "name")}</h2> <span class="small">${review.review_no} · ${review.channel === "KIOSK" ? pair(review, "kiosk_label") : t("review.at_desk")} · ${whenOf(review.opened_at)} · ${t(`review.who_${review.who}`)}</span>
      ${review.home_service ? html`<span class="chip odd">${t("review.home_service")}</span>` : null}
      ${review.former_notice ? html`<span class="chip odd">${t("review.returned_with", { no: review.former_notice.notice_no })}</span>` : null}</div>
    <div class="columns">
      <div class="col main-col">
        <${Section} id="parties" no="1" title=${t("case.parties")} done=${review.parties.length > 0} note=${review.parties.length ? pair(review, "identity_text") : ""}><${PartiesEditor} review=${review} refs=${refs} readOnly=${!open || !enabled("set_parties")} /></${Section}>
        <${Section} id="look_up" no="2" title=${t("case.register")} done=${review.look_up?.state === "FOUND"}><${LookUp} key=${review.review_id} review=${review} refs=${refs} may=${open && enabled("look_up")} /></${Section}>
        <${Section} id="questions" no="3" title=${t("review.questions")} done=${review.questions.every((q) => q.answer !== null)}><${Questions} review=${review} refs=${refs} readOnly=${!open} /></${Section}>
        <${Section} id="documents" no="4" title=${t("case.documents")} done=${review.documents.every((d) => !d.required || d.state === "PRESENT")}><${DocumentAnswers} documents=${review.documents} refs=${refs} readOnly=${!open} /></${Section}>
      </div>
      <div class="col side-col">
        <${Section} id="decision" title=${t("review.decision")}><${Decision} review=${review} refs=${refs} /></${Section}>
      </div>
    </div>`;
}

function Questions({ review, refs, readOnly }) {
  const { run, problem } = useDesk();
  if (!review.questions.length) return html`<${Nothing}>${t("review.no_questions")}</${Nothing}>`;
  return html`${review.questions.map((q) => html`
    <${Radios} key=${q.fact} legend=${pair(q, "text")} name=${q.fact} small=${true} required=${true} value=${q.answer} path=${`facts.${q.fact}`} error=${problem?.field === `facts.${q.fact}` ? problem.message : ""}
      options=${[{ value: true, label: t("common.yes") }, { value: false, label: t("common.no") }]} onChange=${(value) => (readOnly ? null : run("answer", { ...refs, facts: { [q.fact]: value }, documents: {} }))} />`)}`;
}

function LookUp({ review, refs, may }) {
  const { run, busy, problem } = useDesk();
  const [by, setBy] = useState("certificate_no");
  const [no, setNo] = useState(review.look_up?.said || "");
  const send = () => run("look_up", { ...refs, [by]: no.trim() }, { scene: String(review.rev) });
  return html`
    ${may ? html`
      <${Radios} legend=${t("review.look_up_by")} name="by" small=${true} options=${[{ value: "certificate_no", label: t("register.certificate_no") }, { value: "unit_no", label: t("register.unit_no") }]} value=${by} onChange=${setBy} />
      <${Control} label=${t(by === "unit_no" ? "register.unit_no" : "register.certificate_no")} path="certificate_no" error=${["certificate_no", "unit_no"].includes(problem?.field) ? problem.message : ""} wide=${true}>${(a) => html`<input ...${a} maxlength="60" value=${no} onInput=${(e) => setNo(e.currentTarget.value)}
        onKeyDown=${(e) => { if (e.key === "Enter" && !e.repeat && no.trim()) send(); }} />`}</${Control}>
      <${Button} kind="secondary small" busy=${busy.look_up} off=${!no.trim()} why=${t("review.number_needed")} onPress=${send}>${t("act.look_up")}</${Button}>` : null}
    ${review.look_up ? html`<p class="small">${t(`review.look_up_${review.look_up.state}`)} · ${timeOf(review.look_up.at)} · ${t("review.fresh_until", { time: timeOf(review.look_up.fresh_until) })}</p>` : null}
    ${review.unit ? html`<${UnitFacts} unit=${review.unit} /><${Findings} findings=${review.findings} />` : null}`;
}

const OUTCOME = { PASS: ["fine", "✓"], MISSING: ["odd", "!"], REFER: ["odd", "?"], NOT_ELIGIBLE: ["bad", "✕"] };

function Decision({ review, refs }) {
  const decision = review.decision;
  const [answering, answer] = useState(null);
  if (review.ticket) return html`<p class="outcome fine">✓ ${t("review.has_ticket", { number: review.ticket.number })}</p>`;
  if (!decision) return html`<p class="outcome">○ ${t("review.not_decided")}</p>`;
  const [tone, sign] = OUTCOME[decision.outcome];
  return html`
    <p class=${`outcome ${tone}`}><span aria-hidden="true">${sign}</span> ${t(`review.outcome_${decision.outcome}`)}${decision.outcome === "PASS" ? html` · ${t(`lane.${decision.lane}`)}` : null}</p>
    ${review.confirmed ? html`<p class="mark fine">✓ ${t("review.confirmed", { name: review.confirmed.by?.name || review.confirmed.by, when: whenOf(review.confirmed.at) })}</p>` : html`<p class="small">${t(review.channel === "KIOSK" ? "review.advisory" : "review.advisory_desk")}</p>`}
    ${decision.reasons.length ? html`<h3>${t("review.reasons")}</h3><ul class="reasons">${decision.reasons.map((r) => html`<li key=${r.code + r.text_zh}>${pair(r, "text")}<small>${[basisOf(r), pair(r, "lift"), r.code].filter(Boolean).join(" · ")}</small>
      ${r.resolve && !review.confirmed ? html` <${Button} kind="secondary small" label=${t("review.resolve_of", { what: pair(r, "text") })} onPress=${() => answer(r.resolve)}>${t("act.resolve_finding")}</${Button}>` : null}</li>`)}</ul>` : null}
    ${answering ? html`<${WordsDialog} act="resolve_finding" body=${{ ...refs, resolve: answering }} lead=${t("review.resolve_lead")} onClose=${() => answer(null)} />` : null}
    ${decision.missing.length ? html`<h3>${t("review.missing", { count: decision.missing.length })}</h3><ol class="reasons">${decision.missing.map((m) => html`<li key=${m.key}><b>${pair(m, "name")}</b><small>${pair(m, "why")} · ${pair(m, "where")} · ${basisOf(m)}</small></li>`)}</ol>` : null}
    ${decision.correct_now?.length ? html`<h3>${t("review.correct_now")}</h3><ol class="reasons">${decision.correct_now.map((m) => html`<li key=${m.key}><b>${pair(m, "name")}</b><small>${pair(m, "why")}</small></li>`)}</ol>` : null}
    ${decision.warnings.length ? html`<h3>${t("review.warnings")}</h3><ul class="reasons">${decision.warnings.map((w) => html`<li key=${w.code}><${Effect} effect="WARN" /> ${pair(w, "text")}</li>`)}</ul>` : null}
    ${decision.exclusions.length ? html`<h3>${t("review.exclusions")}</h3><ul class="reasons">${decision.exclusions.map((x) => html`<li key=${x.code || x}>${x.text_zh ? pair(x, "text") : x}</li>`)}</ul>` : null}
    <p class="small">${t("review.rows", { rows: decision.rows.join(", ") || "–" })}</p>
    ${review.due && decision.outcome === "PASS" ? html`<p><b>${pair(review.due, "text")}</b></p>` : null}
    ${review.notice ? html`<p class="mark fine">✓ ${t("review.notice_given", { no: review.notice.notice_no })}</p>` : null}`;
}
