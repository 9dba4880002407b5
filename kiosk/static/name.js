// Names, by sound: type pinyin, choose the character; or letters for names that are written with them.

import { html, useEffect, useMemo, useState } from "./dom.js";
import { charactersOf } from "./hanzi.js";
import { Icon } from "./icons.js";
import { Press } from "./press.js";

const ROWS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
const OFFERED_STANDING = 6;
const OFFERED_LYING = 9;
const NAME_MOST = 60;
const SOUND_MOST = 6;

export function useNamePad({ model, words, go, listen }) {
  const [name, setName] = useState(model.value);
  const [sound, setSound] = useState("");
  const [letters, setLetters] = useState(model.lang === "en");
  const [page, setPage] = useState(0);
  const found = useMemo(() => (sound ? charactersOf(sound) : []), [sound]);
  const lying = innerWidth > innerHeight;
  const most = lying ? OFFERED_LYING : OFFERED_STANDING;
  const offered = found.slice(page * most, (page + 1) * most);
  const pages = Math.ceil(found.length / most);

  const add = (text) => setName((now) => (now + text).slice(0, NAME_MOST));
  const spell = (text) => {
    setSound(text);
    setPage(0);
  };
  const put = (key) => {
    if (key === "Backspace") return erase();
    if (key === " " || key === "·") return letters || !sound ? add(key) : undefined;
    if (!/^[a-z]$/i.test(key)) return undefined;
    return letters ? add(key.toUpperCase()) : sound.length < SOUND_MOST && spell(sound + key.toLowerCase());
  };
  const erase = () => (sound ? spell(sound.slice(0, -1)) : setName((now) => [...now].slice(0, -1).join("")));
  const choose = (character) => {
    add(character);
    spell("");
  };
  const change = () => {
    setLetters(!letters);
    spell("");
  };

  useEffect(() => {
    listen.key = put;
  });

  const texts = words.name_keys;
  const key = (label, press, extra = "", disabled = false) =>
    html`<${Press} class=${`key ${extra}`} disabled=${disabled} onPress=${press}>${label}<//>`;
  const first = key(letters ? texts.pinyin : texts.letters, change, "edit");
  const last = html`
    ${key(texts.dot, () => put("·"), "", !letters && sound !== "")} ${letters && key(texts.space, () => put(" "), "edit")}
    ${key(html`<${Icon} name="erase" />${words.keys.erase}`, erase, "edit")}
  `;
  return {
    show: html`<div class="number">
      <p class="number-line" aria-hidden="true">
        <span class=${`box name-box ${model.trouble ? "wrong" : ""}`}>${name || "＿"}</span>
        ${sound && html`<span class="sound">${sound}</span>`}
      </p>
      <p class="unseen" role="status">${texts.typed} ${name} ${sound && `${texts.spelling} ${sound}`}</p>
    </div>`,
    work: html`<div class="pad pad-wide name-pad">
      <div class="keys offer-keys" hidden=${letters}>
        ${!letters && !sound && html`<p class="offer-hint">${texts.hint}</p>`}
        ${!letters && sound && !found.length && html`<p class="offer-hint" role="status">${texts.no_match}</p>`}
        ${!letters && offered.map((character) => key(character, () => choose(character), "hanzi"))}
        ${pages > 1 && key(html`<${Icon} name="back" /><span class="unseen">${texts.before}</span>`, () => setPage(page - 1), "turn", page === 0)}
        ${pages > 1 && key(html`<span class="unseen">${texts.more}</span><${Icon} name="forward" />`, () => setPage(page + 1), "turn", page >= pages - 1)}
      </div>
      ${ROWS.map(
        (row, n) => html`<div class="keys letter-row">
          ${lying && n === 2 && first}
          ${[...row].map((letter) => key(letters ? letter.toUpperCase() : letter, () => put(letter)))}
          ${lying && n === 2 && last}
        </div>`,
      )}
      ${!lying && html`<div class="keys letter-row">${first}${last}</div>`}
    </div>`,
    primary: { ...model.primary, press: () => go("enter", { name }) },
  };
}
