// Pages that tell: what a business is, what came out, the number. What there is to press stands in the foot.

import { html } from "./dom.js";
import { Code, Icon } from "./icons.js";
import { Paged } from "./paged.js";

export function useFacts({ model }) {
  const badge = model.badge && html`<p class=${`badge ${model.badge.tone}`}><${Icon} name="clock" />${model.badge.text}</p>`;
  return {
    badge,
    show: html`<div class="card facts">
      ${model.icon && html`<${Icon} name=${model.icon} />`}
      <div class="facts-list">${facts(model.facts)}</div>
    </div>`,
  };
}

function facts(rows = []) {
  return rows.map(
    ({ label, items, tone = "" }) => html`<div class=${`fact ${tone}`}>
      ${label && html`<h2>${label}</h2>`}
      ${items.length > 1 ? html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>` : html`<p>${items[0]}</p>`}
    </div>`,
  );
}

// A page that says one thing: a sign beside its words.
export function useMessage({ model }) {
  return { layout: "statement", show: html`<div class=${`sign ${model.tone ?? ""}`}><${Icon} name=${model.icon} class="huge" /></div>` };
}

export function useOutcome({ model, words }) {
  const rows = (model.items ?? []).map(
    (item) => html`<li class="item" key=${item.no}>
      <span class="item-no" aria-hidden="true">${item.no}</span>
      <p class="row-text">
        <b>${item.name}</b>
        ${item.why && html`<small>${item.why}</small>`}
        ${item.where && html`<small class="where">${item.where}</small>`}
      </p>
    </li>`,
  );
  if (!rows.length) {
    const more = model.facts?.length > 0 && html`<div class="facts-list">${facts(model.facts)}</div>`;
    return { ...useMessage({ model }), badge: more };
  }
  return {
    layout: "listing",
    show: model.number &&
      html`<div class="notice-no">
        <${Code} code=${model.qr} label=${model.number.value} />
        <p><small>${model.number.label}</small><b>${model.number.value}</b></p>
      </div>`,
    work: html`<${Paged} rows=${rows} words=${words.frame} list />`,
  };
}

export function useTicket({ model }) {
  return {
    show: html`<div class="ticket">
      <div class="ticket-main">
        <p class="ticket-no" aria-label=${model.number_said}>${model.number}</p>
        <p class="ticket-go">${model.go}</p>
        <ul class="ticket-facts">${model.facts.map((fact) => html`<li>${fact}</li>`)}</ul>
        ${model.small.map((line) => html`<p class="small">${line}</p>`)}
      </div>
      ${model.qr && html`<div class="ticket-code"><${Code} code=${model.qr} label=${model.scan_me} /><p>${model.scan_me}</p></div>`}
    </div>`,
  };
}
