/* The face of a certificate, laid out from what the register says. Nothing on it is typed; it imitates no document of the state. */

import { html } from "htm/preact";

import { t } from "../texts.js";
import { hanTime } from "../time.js";

export function CertificateSheet({ certificate, small = false }) {
  const c = certificate;
  return html`
    <article class=${`sheet ${small ? "small-sheet" : ""} ${c.specimen ? "specimen" : ""}`} lang="zh-CN" aria-label=${c.title_zh}>
      ${c.specimen ? html`<p class="specimen-line">样本，仅供演示，不具法律效力 · SPECIMEN</p>` : null}
      <div class="sheet-border">
        <h2 class="sheet-title">${c.title_zh}</h2>
        <p class="sheet-no">${c.certificate_no}${c.reissue_mark_zh ? html` <b class="reissue">${c.reissue_mark_zh}</b>` : null}</p>
        <table class="sheet-rows"><caption class="visually-hidden">${c.title_zh}</caption><tbody>
          ${c.rows.map((row) => html`<tr key=${row.key}><th scope="row">${row.label_zh}</th><td>${row.value || "—"}</td></tr>`)}
          ${(c.copies || []).length > 1 ? html`<tr><th scope="row">持证人</th><td>${c.copies.map((copy) => `${copy.holder}${copy.share ? ` ${copy.share}` : ""}`).join("、")}</td></tr>` : null}
          <tr class="sheet-notes"><th scope="row">附记</th><td>${c.notes.length ? html`<ol>${c.notes.map((n) => html`<li key=${n.text_zh}>${n.text_zh}</li>`)}</ol>` : "以下空白"}</td></tr>
        </tbody></table>
        <div class="sheet-foot"><div><p>印制号　${c.blank_serial || "＿＿＿＿＿＿＿＿"}</p><p class="fine-print">登记簿第 ${c.register_version} 版</p></div>
          <div class="sheet-seal"><p>${c.authority_zh}</p><p class="seal-place">（登记业务专用章）</p><p>${hanTime(c.issued_on)}</p></div></div>
      </div>
      ${small ? null : html`<p class="fine-print no-print-line">${t("certify.from_register")}</p>`}
    </article>`;
}
