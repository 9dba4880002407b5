/* Paper as the citizen gets it: the slip shown exactly as printed, whether it came out, the citizen's screen in small, and who signed what. */

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";

import { getSlipPicture } from "../api.js";
import { useDesk } from "../hooks.js";
import { pair, t } from "../texts.js";
import { fullOf } from "../time.js";
import { Button, Choices, Dialog } from "../ui.js";

/** Exactly what is printed. */
function SlipPicture({ jobId }) {
  const [address, setAddress] = useState(undefined);
  useEffect(() => {
    let made = "";
    let wanted = true;
    getSlipPicture(jobId).then((got) => {
      made = got;
      if (wanted) setAddress(got);
      else URL.revokeObjectURL(got);
    }, () => { if (wanted) setAddress(null); });
    return () => {
      wanted = false;
      if (made) URL.revokeObjectURL(made);
    };
  }, [jobId]);
  if (address === undefined) return html`<p class="nothing">${t("common.loading")}</p>`;
  return address ? html`<img src=${address} alt=${t("slip.preview")} />` : html`<p class="nothing">${t("slip.no_preview")}</p>`;
}

/** Shows a slip after it was sent to the printer and asks the person who can see whether it came out. */
export function SlipDialog({ title, lead, jobId, number, extra = null, onDone }) {
  const { run, busy } = useDesk();
  async function say(cameOut) {
    await run("confirm_printed", { job_id: jobId, came_out: cameOut }, { scene: jobId });
    if (cameOut) onDone();
  }
  return html`
    <${Dialog} title=${title} onClose=${onDone}>
      <div class="slip-box">
        <div class="slip-words">${number ? html`<p class=${`huge ${number.length > 8 ? "long" : ""}`}>${number}</p>` : null}<p>${lead}</p>${extra}<p class="small">${t("slip.lead")}</p></div>
        <div class="slip-paper" role="region" aria-label=${t("slip.preview")} tabindex="0">
          <${SlipPicture} jobId=${jobId} />
        </div>
      </div>
      <div class="choices">
        <${Button} busy=${busy.confirm_printed} onPress=${() => say(false)}>${t("slip.did_not")}</${Button}>
        <span class="apart"></span>
        <${Button} cmd="primary" kind="primary" busy=${busy.confirm_printed} onPress=${() => say(true)} extra=${{ "data-first": "" }}>${t("slip.came_out")}</${Button}>
      </div>
    </${Dialog}>`;
}

/** Papers that did not come out for sure: each is printed again, or reaches the person another way. None is let go silently. */
export function PrintTroubles() {
  const { board, run, busy } = useDesk();
  const rows = board.lists.print_troubles || [];
  if (!rows.length) return null;
  return html`<h3>${t("list.print_troubles")}</h3><ul class="plain" id="print-troubles">${rows.map((r) => html`<li key=${r.job_id}><b>${r.number}</b> ${pair(r, "note")}
    <div class="row-of-buttons">
      <${Button} kind="secondary small" busy=${busy.reprint} onPress=${() => run("reprint", { job_id: r.job_id }, { scene: r.job_id, done: t("done.reprint") })}>${t("act.reprint")}</${Button}>
      ${["SHOWN", "HANDWRITTEN"].map((result) => html`<${Button} key=${result} kind="quiet small" busy=${busy.settle_slip} onPress=${() => run("settle_slip", { job_id: r.job_id, result }, { scene: `${r.job_id}/${result}`, done: t("done.settle_slip") })}>${t(`slip.${result}`)}</${Button}>`)}
    </div></li>`)}</ul>`;
}

/** What the citizen sees now, from the very data of the citizen's screen, so already masked. */
export function Mirror({ citizen }) {
  if (!citizen) return html`<p class="nothing">${t("mirror.none")}</p>`;
  const answer = citizen.confirm?.answer;
  return html`
    <div class="mirror">
      <div class="mirror-top"><span>${citizen.number} · ${pair(citizen, "business")}</span><span>${t("mirror.step", { step: citizen.step, steps: citizen.steps })}</span></div>
      <dl class="facts">${(citizen.fields || []).map((f) => html`
        <div class=${`fact ${f.changed ? "changed" : ""}`} key=${f.key}><dt>${pair(f, "label")}</dt><dd>${f.value || "…"}${f.changed ? html` <span class="chip odd">${t("mirror.changed")}</span>` : null}</dd></div>`)}</dl>
      <p class="mirror-state" role="status">${answer === "CONFIRMED" ? html`<span class="mark fine">✓ ${t("mirror.confirmed")}</span>`
        : answer === "OBJECTED" ? html`<span class="mark bad">✕ ${t("mirror.objected")} ${citizen.confirm.what || ""}</span>`
        : citizen.confirm?.asked ? html`<span class="mark odd">… ${t("mirror.asked")}</span>` : html`<span class="small">${t(`mirror.state.${citizen.state}`)}</span>`}</p>
    </div>`;
}

/** Who did what, when, on what evidence. */
export function Signatures({ signatures, hashes = false }) {
  return html`
    <table class="lines signatures">
      <caption class="visually-hidden">${t("signature.title")}</caption>
      <thead><tr><th scope="col">${t("signature.act")}</th><th scope="col">${t("signature.who")}</th><th scope="col">${t("signature.when")}</th><th scope="col">${t("signature.evidence")}</th></tr></thead>
      <tbody>${signatures.map((s) => html`
        <tr key=${s.seq}><th scope="row">${pair(s, "act")}</th>
          <td><b>${s.name}</b> ${s.staff_no}<div class="small">${pair(s, "role")}${s.qualification_no ? ` · ${t("signature.qualification", { no: s.qualification_no })}` : ""}</div></td>
          <td>${fullOf(s.at)}<div class="small">${pair(s, "place")}</div></td>
          <td>${pair(s, "evidence")}${hashes ? html`<div class="hash">${s.hash}</div>` : null}</td></tr>`)}</tbody>
    </table>`;
}

export function Confirm({ title, children, confirm, danger = false, busy, onConfirm, onClose }) {
  return html`<${Dialog} title=${title} onClose=${onClose}>${children}<${Choices} confirm=${confirm} danger=${danger} busy=${busy} onConfirm=${onConfirm} onCancel=${onClose} /></${Dialog}>`;
}
