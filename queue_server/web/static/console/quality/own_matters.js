/* What concerns the person at this seat: correction tasks in acts he signed, fault cases about him or the window he leads, his figures.
   A band shows that something waits; the record itself can always be opened. */

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";

import { useDesk, useView } from "../hooks.js";
import { OwnShortcomings } from "../parts/rounds.js";
import { pair, t } from "../texts.js";
import { Button, Dialog } from "../ui.js";
import { PersonTable } from "./draws.js";
import { FaultList } from "./faults.js";
import { TaskList } from "./tasks.js";

const OPEN = "lideng:own-matters";
export const openOwnMatters = () => document.dispatchEvent(new Event(OPEN));

export function OwnMatters() {
  const { board, round } = useDesk();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const show = () => setOpen(true);
    document.addEventListener(OPEN, show);
    return () => document.removeEventListener(OPEN, show);
  }, []);
  const view = useView(open ? "own_matters" : null, {}, `${board?.quality?.rev ?? 0}/${round}`);
  const waiting = board?.quality?.own || 0;
  return html`
    ${waiting ? html`<section class="band own-band" aria-label=${t("quality.page.own")}><b>${t("quality.page.own_waits", { count: waiting })}</b> <${Button} kind="secondary small" onPress=${() => setOpen(true)}>${t("quality.page.own_open_button")}</${Button}></section>` : null}
    ${open ? html`
      <${Dialog} title=${t("quality.page.own")} wide=${true} onClose=${() => setOpen(false)}>
        <p class="small">${t("quality.page.own_note")}</p>
        ${view.problem ? html`<div class="problem" role="alert"><b>${view.problem.message}</b></div>` : null}
        ${view.data ? html`
          <h3>${t("quality.place.tasks")}</h3>${view.data.tasks.length ? html`<${TaskList} tasks=${view.data.tasks} />` : html`<p class="small">${t("quality.page.no_tasks")}</p>`}
          <h3>${t("quality.place.faults")}</h3><${FaultList} faults=${view.data.faults} choices=${view.data.choices} empty=${t("quality.page.no_faults")} />
          <${OwnShortcomings} rows=${view.data.shortcomings} looks=${view.data.looks} />
          <h3>${t("quality.place.figures")} ${view.data.figures.month}</h3>
          <p>${t("quality.page.own_findings", { count: view.data.figures.findings.findings })} ${view.data.figures.findings.by_grade.map((g) => `${pair(g, "grade")} ${g.count}`).join("、")}</p>
          ${view.data.figures.own ? html`<${PersonTable} rows=${[view.data.figures.own]} />` : null}
          ${view.data.figures.pre_review ? html`<p>${t("quality.page.own_pre_review", { passes: view.data.figures.pre_review.passes, charged: view.data.figures.pre_review.charged })}</p>` : null}` : html`<p class="nothing" role="status">${t("common.loading")}</p>`}
        <div class="choices"><span class="apart"></span><${Button} extra=${{ "data-first": "" }} onPress=${() => setOpen(false)}>${t("common.close")}</${Button}></div>
      </${Dialog}>` : null}`;
}
