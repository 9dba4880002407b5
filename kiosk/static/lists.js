// Pages that list: the parties, who is here, the papers, and the check page. Every list is turned, never scrolled.

import { html, useEffect, useRef, useState } from "./dom.js";
import { Icon } from "./icons.js";
import { Paged, usePager } from "./paged.js";
import { Press } from "./press.js";

export function useParties({ model, words, go }) {
  const rows = model.rows.map(
    (row) => html`<div class="row person" key=${row.party_id}>
      <p class="row-text">
        <span class="tag">${row.side}</span>
        <b>${row.name}</b>
        <small>${[row.own, row.number, ...row.notes].filter(Boolean).join("　")}</small>
      </p>
      <div class="row-keys">
        <${Press} class="key" onPress=${() => go("change", { value: row.party_id })}>
          ${words.frame.change}<span class="unseen">${row.name}</span>
        <//>
        ${row.removable &&
        html`<${Press} class="key" onPress=${() => go("remove", { value: row.party_id })}>
          ${words.frame.remove}<span class="unseen">${row.name}</span>
        <//>`}
      </div>
    </div>`,
  );
  const adds = model.add.map(
    (add) => html`<${Press} class=${`key add ${add.wanted ? "wanted" : ""}`} onPress=${() => go(add.move, add.given)}>
      <${Icon} name="plus" />${add.label}
    <//>`,
  );
  return {
    work: html`<div class="list"><${Paged} rows=${rows} words=${words.frame} /><div class="adds">${adds}</div></div>`,
  };
}

export function usePresence({ model, words, go }) {
  const [here, setHere] = useState(() => new Set(model.rows.filter((row) => row.on).map((row) => row.id)));
  const turn = (id) => {
    const next = new Set(here);
    if (!next.delete(id)) next.add(id);
    setHere(next);
  };
  const rows = model.rows.map((row) => {
    const on = here.has(row.id);
    return html`<${Press} class=${`tile toggle ${on ? "chosen" : ""}`} key=${row.id} aria-pressed=${String(on)} onPress=${() => turn(row.id)}>
      <${Icon} name=${on ? "check" : model.page === "which" ? "person" : "clock"} />
      <span class="tile-text"><span class="tile-label">${row.label}</span><span class="tile-sub">${row.sub}</span></span>
      <span class="tag">${on ? model.on : model.off}</span>
    <//>`;
  });
  return {
    work: html`<div class="list"><${Paged} rows=${rows} words=${words.frame} /></div>`,
    primary: { ...model.primary, press: () => go("next", { here: [...here] }) },
  };
}

export function useDocuments({ model, words, go }) {
  const [said, setSaid] = useState(() => Object.fromEntries(model.rows.map((row) => [row.key, row.answer])));
  const [about, setAbout] = useState(null);
  const pager = usePager();
  const firstOpen = model.rows.findIndex((row) => !said[row.key]);
  // The hall missed an answer: turn to it.
  useEffect(() => {
    if (model.trouble && firstOpen >= 0) pager.turnTo(pager.breaks.findLastIndex((from) => from <= firstOpen));
  }, [model.step, pager.pages]);
  // One button leads on: through the pages of the list first, then to the next question.
  const onward = () => {
    const answered = model.rows.slice(pager.from, pager.until).every((row) => said[row.key]);
    if (answered && pager.page < pager.pages - 1) pager.turnTo(pager.page + 1);
    else go("next", { documents: said });
  };
  const answers = Object.entries(model.answers);
  const wrong = model.trouble ? (row) => !said[row.key] : () => false;
  const rows = model.rows.map(
    (row) => html`<div class=${`row paper ${wrong(row) ? "wrong" : ""}`} key=${row.key} role="group" aria-label=${row.name}>
      <p class="row-text"><b>${row.name}</b>${row.note && html`<small>${row.note}</small>`}</p>
      <div class="row-keys">
        ${row.about.length > 0 &&
        html`<${Press} class="key what" onPress=${() => setAbout(row)}>
          <${Icon} name="question" />${model.about}<span class="unseen">${row.name}</span>
        <//>`}
        ${answers.map(
          ([value, label]) => html`<${Press}
            class=${`key answer ${value} ${said[row.key] === value ? "chosen" : ""}`}
            aria-pressed=${String(said[row.key] === value)}
            onPress=${() => setSaid({ ...said, [row.key]: value })}
          >
            ${said[row.key] === value && html`<${Icon} name="check" />`}${label}
          <//>`,
        )}
      </div>
    </div>`,
  );
  return {
    badge: model.group && html`<p class="group"><${Icon} name="paper" />${model.group}</p>`,
    work: html`<div class="list"><${Paged} rows=${rows} words=${words.frame} pager=${pager} /></div>`,
    primary: { ...model.primary, press: onward },
    over: about && html`<${About} row=${about} words=${words} close=${() => setAbout(null)} />`,
  };
}

function About({ row, words, close }) {
  const box = useRef(null);
  useEffect(() => box.current.querySelector("button").focus(), []);
  return html`<div class="cover">
    <div class="dialog about" role="dialog" aria-modal="true" aria-label=${row.name} ref=${box}>
      <h2>${row.name}</h2>
      <dl>
        ${row.about.map(({ label, text }) => html`<div><dt>${label}</dt><dd>${text}</dd></div>`)}
      </dl>
      <div class="dialog-keys"><${Press} class="primary" onPress=${close}>${words.frame.close}<//></div>
    </div>
  </div>`;
}

export function useCheck({ model, words, go }) {
  const rows = model.rows.map(
    (row) => html`<div class="row" key=${row.move}>
      <p class="row-text"><small>${row.label}</small><b>${row.value}</b></p>
      <div class="row-keys">
        <${Press} class="key" onPress=${() => go(row.move)}>${words.frame.change}<span class="unseen">${row.label}</span><//>
      </div>
    </div>`,
  );
  const across = innerHeight > innerWidth ? 1 : 2;
  const lines = [];
  for (let n = 0; n < rows.length; n += across) lines.push(html`<div class="pair" key=${n}>${rows.slice(n, n + across)}</div>`);
  return { work: html`<div class="list check"><${Paged} rows=${lines} words=${words.frame} /></div>` };
}
