/* The words of the consoles: loads the text files, answers a sentence by its key, and switches language. Holds no state of a case. */

const KEPT = "lideng.console.lang";
const books = {};
const listeners = new Set();
let lang = localStorage.getItem(KEPT) || document.documentElement.lang || "zh-CN";

export const LANGUAGES = ["zh-CN", "en"];

export async function loadTexts() {
  await Promise.all(
    LANGUAGES.map(async (one) => {
      const answer = await fetch(`/api/texts/${one}.json`);
      if (!answer.ok) throw new Error(`texts ${one}: ${answer.status}`);
      books[one] = await answer.json();
    }),
  );
  setLanguage(LANGUAGES.includes(lang) ? lang : "zh-CN");
}

export function language() {
  return lang;
}

export function setLanguage(next) {
  lang = next;
  localStorage.setItem(KEPT, next);
  document.documentElement.lang = next;
  for (const tell of listeners) tell(next);
}

export function onLanguage(tell) {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

function look(book, key) {
  return key.split(".").reduce((at, step) => (at && typeof at === "object" ? at[step] : undefined), book);
}

function find(one, key) {
  const own = look(books[one]?.console, key);
  return typeof own === "string" ? own : look(books[one], key);
}

/** Puts values into a sentence. `{count:check|checks}` is the word that goes with the figure: the first for one, the second for any other. */
function fill(text, values) {
  return text.replace(/\{(\w+)(?::([^{}|]*)\|([^{}|]*))?\}/g, (whole, name, one, many) => {
    if (!(name in values)) return whole;
    return one === undefined ? String(values[name]) : Number(values[name]) === 1 ? one : many;
  });
}

/** The sentence for `key` in section `console`, else for a key that begins with its section (quality.…), its {placeholders} filled. An unknown key shows itself, so that it is seen and mended. */
export function t(key, values = {}) {
  const found = find(lang, key) ?? find("zh-CN", key);
  if (typeof found !== "string") return key;
  return fill(found, values);
}

/** The same for the sentences of a slice that keeps its words in a section of its own: `sectionOf("aftercare.console")("call.title")`. */
export function sectionOf(section) {
  return (key, values = {}) => {
    const found = look(books[lang], `${section}.${key}`) ?? look(books["zh-CN"], `${section}.${key}`);
    return typeof found === "string" ? fill(found, values) : key;
  };
}

export function hasText(key) {
  return typeof find(lang, key) === "string";
}

/** The `<name>_zh` / `<name>_en` pair of a row, in the language now chosen; falls back to the other one rather than to nothing. */
export function pair(row, name) {
  if (!row) return "";
  const [first, second] = lang === "en" ? ["en", "zh"] : ["zh", "en"];
  return row[`${name}_${first}`] || row[`${name}_${second}`] || "";
}

/** The article a rule rests on, in the language now chosen. */
export function basisOf(row) {
  return (lang === "en" && row.basis_en) || row.basis || "";
}

/** Under which rules a case was accepted; a hall's own set of rules stands under its own name. */
export function rulesOf(item) {
  return hasText(`ruleset.${item.ruleset}`) ? t(`ruleset.${item.ruleset}`) : item.ruleset;
}
