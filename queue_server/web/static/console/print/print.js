/* Where a printable page begins: reads one view and lays it out on A4. Shows nothing but what the view holds, and prints when asked. */

import { html, render } from "htm/preact";
import { useEffect, useState } from "preact/hooks";

import { getMe, getView, setCsrf, setSeat } from "../api.js";
import { pair, t, loadTexts, setLanguage } from "../texts.js";
import { Trouble } from "../ui.js";
import { CasePaper } from "./case_paper.js";
import { CheckPaper } from "./check_paper.js";
import { CertificateSheet } from "./certificate_sheet.js";
import { HomeDay } from "./home_day.js";
import { NoticePaper } from "./notice_paper.js";
import { PapersToSign } from "./papers_to_sign.js";

const PAPERS = {
  certificate: { view: "certificate", arg: "case_id", draw: (data) => (data.certificates || [data.certificate]).map((c) => html`<${CertificateSheet} key=${c.certificate_no} certificate=${c} />`), title: (data) => data.certificate.title_zh },
  home_day: { view: "home_day", arg: "day", draw: (data) => html`<${HomeDay} day=${data} />`, title: (data) => data.crew_id },
  notice: { view: "slip", arg: "job_id", draw: (data) => html`<${NoticePaper} slip=${data.slip} />`, title: (data) => data.slip.notice_no || data.slip.kind },
  case: { view: "case", arg: "case_id", draw: (data) => html`<${CasePaper} item=${data.case} />`, title: (data) => data.case.case_no },
  check_record: { view: "check", arg: "check_id", draw: (data) => html`<${CheckPaper} check=${data.check} />`, title: (data) => data.check.case_no },
  papers: { view: "ticket", arg: "ticket_id", draw: (data, hall) => html`<${PapersToSign} ticket=${data.ticket} hall=${hall} />`, title: (data) => data.ticket.number },
};

function Page({ kind, id }) {
  const paper = PAPERS[kind];
  const [state, set] = useState({ data: null, problem: null });
  useEffect(() => {
    getMe().then(async (me) => {
      setCsrf(me.csrf);
      const said = await getView(paper.view, { [paper.arg]: id });
      set({ data: said.data, hall: me.hall, problem: null });
    }).catch((problem) => set({ data: null, problem }));
  }, []);
  useEffect(() => { if (state.data) document.title = paper.title(state.data); });
  if (state.problem) return html`<main class="paper-page"><h1 class="visually-hidden">${t(`print.${kind}`)}</h1><${Trouble} problem=${state.problem} /></main>`;
  if (!state.data) return html`<main class="paper-page"><h1 class="visually-hidden">${t(`print.${kind}`)}</h1><p role="status">${t("common.loading")}</p></main>`;
  return html`
    <header class="paper-bar"><b>${t(`print.${kind}`)}</b><span>${state.hall ? pair(state.hall, "name") : ""}</span><span class="grow"></span>
      <button type="button" class="button primary" data-primary onClick=${() => window.print()}>${t("print.do")}</button></header>
    <main class="paper-page"><h1 class="visually-hidden">${t(`print.${kind}`)}</h1>${paper.draw(state.data, state.hall)}</main>`;
}

const page = document.documentElement.dataset;
setSeat(page.seat);
await loadTexts();
if (page.kind !== "case") setLanguage("zh-CN");
render(html`<${Page} kind=${page.kind} id=${page.id} />`, document.getElementById("page"));
