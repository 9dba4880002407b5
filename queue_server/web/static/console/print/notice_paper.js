/* The papers of the law on A4, in the form of domain.md 7.2 and 7.3: one-time notice, refusal, written decision, suspension, lapse. */

import { html } from "htm/preact";

import { hanTime } from "../time.js";

/** What a paper about a case that stood still says, sentence by sentence, as the same paper says it on the roll. */
const STANDING = {
  SUSPENSION_NOTICE: (slip, d) => [
    `您（单位）就位于${d.location}的房屋申请的${slip.type_zh}（${d.acceptance_no}），因${d.reason.zh}，已于 ${hanTime(d.suspended_at)} 挂起。`,
    d.clock_pauses ? "挂起期间承诺时限暂停计算，恢复办理后继续计算。" : "本次挂起不影响承诺时限，时限照常计算。",
    ...(d.due_by ? [`挂起期限至 ${hanTime(d.due_by)}（含当日）；逾期仍不具备恢复办理条件的，按有关规定结束办理并退还材料。`] : []),
    `请携带本告知书到${d.where.zh}补正。如对本告知有异议，可向现场值班主任反映，或拨打监督电话 ${d.hotline}。`,
  ],
  LAPSE_NOTICE: (slip, d) => [
    `您（单位）就位于${d.location}的房屋申请的${slip.type_zh}（${d.acceptance_no}），因${d.reason.zh}，已于 ${hanTime(d.suspended_at)} 挂起。`,
    `${d.suspension_no ? `挂起告知书（${d.suspension_no}）载明的期限` : "挂起期限"}至 ${hanTime(d.due_by)}（含当日）届满。`,
    `期限届满时仍不具备恢复办理的条件，本次申请已于 ${hanTime(d.lapsed_at)} 终结，未作登记，登记簿的记载不因本次申请改变。`,
    `请持身份证件和受理凭证到${d.where.zh}取回全部申请材料。需要继续办理的，可以备齐材料后重新申请。`,
    ...(d.refund_yuan ? [`退还登记费：${d.refund_yuan} 元。`] : []),
    slip.remedies_zh,
  ],
};

function StandingBody({ slip }) {
  const items = slip.items || [];
  const papers = slip.data.returned || [];
  return html`
    ${STANDING[slip.kind](slip, slip.data).map((said, i) => html`<p key=${i} class="indent">${said}</p>`)}
    ${items.length ? html`<table class="letter-table"><caption class="visually-hidden">需补正的材料</caption><thead><tr><th scope="col">序号</th><th scope="col">需补正的材料或事项</th><th scope="col">原因</th></tr></thead>
      <tbody>${items.map((item) => html`<tr key=${item.no}><td>${item.no}</td><td>${item.name_zh}</td><td>${item.why_zh}</td></tr>`)}</tbody></table>` : null}
    ${papers.length ? html`<table class="letter-table"><caption>退还材料</caption><thead><tr><th scope="col">材料名称</th><th scope="col">原件/复印件</th><th scope="col">页数</th></tr></thead>
      <tbody>${papers.map((p, i) => html`<tr key=${i}><td>${p.name.zh}</td><td>${p.original ? "原件" : "复印件"}</td><td>${p.pages}</td></tr>`)}</tbody></table>` : null}`;
}

const TITLES = { ONE_TIME_NOTICE: "登记申请材料补正一次性告知书", REFUSAL_NOTICE: "不予受理告知书", REFUSAL_DECISION: "不予登记决定书" };

export function NoticePaper({ slip }) {
  const refusal = slip.kind !== "ONE_TIME_NOTICE";
  return html`
    <article class="letter" lang="zh-CN">
      <p class="letter-head">${slip.authority_zh}</p>
      <h2>${TITLES[slip.kind] || slip.title_zh}</h2>
      <p class="letter-no">编号：${slip.notice_no}</p>
      <p>${slip.addressee}：</p>
      ${STANDING[slip.kind] ? html`<${StandingBody} slip=${slip} />` : refusal ? html`
        <p class="indent">您（单位）于 ${hanTime(slip.opened_at)} 就位于 ${slip.location || "—"} 的房屋申请 ${slip.type_zh}。经审查，因下列原因，${slip.kind === "REFUSAL_DECISION" ? "不符合登记条件，决定不予登记，退还全部申请材料" : "现决定不予受理"}：</p>
        <table class="letter-table"><caption class="visually-hidden">原因</caption><thead><tr><th scope="col">序号</th><th scope="col">原因</th><th scope="col">依据</th></tr></thead>
          <tbody>${(slip.reasons || []).map((r, i) => html`<tr key=${r.code}><td>${i + 1}</td><td>${r.text_zh}</td><td>${r.basis || ""}</td></tr>`)}</tbody></table>
        ${slip.words ? html`<p class="indent">${slip.words}</p>` : null}
        ${slip.lifts_zh ? html`<p class="indent">${slip.lifts_zh}</p>` : null}
        <p class="indent">${slip.remedies_zh}</p>`
      : html`
        <p class="indent">您（单位）于 ${hanTime(slip.opened_at)} 就位于 ${slip.location || "—"} 的房屋申请 ${slip.type_zh}，经预审，申请材料不齐全（不符合法定形式）。现将需要补正的全部内容一次性告知如下：</p>
        <table class="letter-table"><caption class="visually-hidden">需补正的材料</caption><thead><tr><th scope="col">序号</th><th scope="col">需补正的材料或事项</th><th scope="col">原因</th><th scope="col">取得途径</th><th scope="col">依据</th></tr></thead>
          <tbody>${(slip.items || []).map((item) => html`<tr key=${item.no}><td>${item.no}</td><td>${item.name_zh}</td><td>${item.why_zh}</td><td>${item.where_zh}</td><td>${item.basis}</td></tr>`)}</tbody></table>
        <p class="indent">请您备齐上述材料后，凭本告知书到咨询台复核，无须重新排队预审已通过的事项。本告知书所列以外的材料，除因您变更申请内容或者登记簿发生新的记载外，我局不再另行要求。</p>
        <p class="indent">如对本告知有异议，可向现场值班主任反映，或拨打监督电话 ${slip.supervision_phone}。</p>`}
      <div class="letter-sign"><p>经办人（签字）：＿＿＿＿＿＿　${slip.officer?.name || ""}　工号：${slip.officer?.staff_no || ""}${slip.officer?.qualification_no ? `　房屋登记官证号：${slip.officer.qualification_no}` : ""}</p>
        <p>申请人（代理人）签收：＿＿＿＿＿＿　联系电话：＿＿＿＿＿＿　　年　月　日　时　分</p><p class="seal-place">（登记业务专用章）</p></div>
      <p class="fine-print">本告知书一式${slip.copies === 2 || !slip.copies ? "两" : slip.copies}份，申请人、登记机构各执一份。</p>
    </article>`;
}
