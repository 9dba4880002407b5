/* The application form and the inquiry record of one ticket, printed at the window for the applicants to read and sign. */

import { html } from "htm/preact";

import { answerText, shownValue } from "../parts/fields.js";
import { pair } from "../texts.js";
import { dayOf, hanTime, now } from "../time.js";

function Signatures({ parties }) {
  return html`<div class="letter-sign">${parties.map((p) => html`<p key=${p.party_id}>${pair(p, "role")} ${p.name}${p.by_agent && p.agent ? `（代理人 ${p.agent.name}）` : ""} 签字：＿＿＿＿＿＿＿＿　　${hanTime(dayOf(now()))}</p>`)}</div>`;
}

export function PapersToSign({ ticket, hall }) {
  return html`
    <article class="letter" lang="zh-CN">
      <p class="letter-head">${hall ? hall.name_zh : ""}</p><h2>房屋登记申请书</h2>
      <p class="letter-no">${ticket.type.name_zh}　${ticket.review_no}</p>
      <table class="letter-table"><caption class="visually-hidden">申请人</caption><thead><tr><th scope="col">申请人</th><th scope="col">姓名（名称）</th><th scope="col">证件</th><th scope="col">代理人</th><th scope="col">份额</th></tr></thead>
        <tbody>${ticket.parties.map((p) => html`<tr key=${p.party_id}><td>${p.role_zh}</td><td>${p.name}</td><td>${p.document_kind_zh} ${p.document_no_masked}</td><td>${p.agent?.name || ""}</td><td>${p.share || ""}</td></tr>`)}</tbody></table>
      ${ticket.unit ? html`<p>房屋坐落：${ticket.unit.location}　单元编号：${ticket.unit.unit_no}　证号：${ticket.unit.certificate_no || "—"}</p>` : null}
      <table class="letter-table"><caption class="visually-hidden">申请事项</caption><tbody>${ticket.fields.map((f) => html`<tr key=${f.key}><th scope="row">${f.label_zh}</th><td>${shownValue(f)}</td></tr>`)}</tbody></table>
      <p>提交材料：${ticket.documents.map((d) => d.name_zh).join("；")}</p>
      <p class="indent">申请人对上述申请内容及所提交材料的真实性负责。</p>
      <${Signatures} parties=${ticket.parties} />
    </article>
    <article class="letter new-page" lang="zh-CN">
      <p class="letter-head">${hall ? hall.name_zh : ""}</p><h2>询问笔录</h2>
      <p class="letter-no">${ticket.type.name_zh}　${ticket.review_no}</p>
      <ol class="letter-questions">${ticket.inquiry.questions.map((q) => html`<li key=${q.id}><p>问：${q.text_zh}</p><p>答：${q.answer == null ? "＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿" : answerText(q)}</p></li>`)}</ol>
      <p class="indent">以上笔录已阅读（已向我宣读），与我所说一致。</p>
      <${Signatures} parties=${ticket.parties} />
      <p>询问人（签字）：＿＿＿＿＿＿　工号：＿＿＿＿＿＿</p>
    </article>`;
}
