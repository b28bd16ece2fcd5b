// Texts in the language that is chosen. texts.js has what the page says; of what the program says in
// English, texts_model.js and texts_errors.js have the Japanese.
import { japaneseError } from "./texts_errors.js";
import { japanese } from "./texts_model.js";
import { texts } from "./texts.js";

const place = "agglo.language";
export const languages = { en: "English", ja: "日本語" };

function first() {
    const kept = localStorage.getItem(place);
    if (kept in languages) return kept;
    return navigator.language.startsWith("ja") ? "ja" : "en";
}
let now = first();

export function language() {
    return now;
}

export function chooseLanguage(to) {
    now = to;
    localStorage.setItem(place, to);
    document.documentElement.lang = to;
}

// The text of a key with its {marks} filled in.
export function t(key, values = {}) {
    const text = texts[key]?.[now];
    if (text === undefined) throw new Error(`no text ${key}`);
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export function hasText(key) {
    return key in texts;
}

// What the program calls something, or what it says of it, in the language of the page.
export function told(key, english) {
    return now === "en" ? english : japanese[key] ?? english;
}

// What the program says of a mistake: {text, isEnglish}.
export function toldError(english) {
    const known = now === "ja" ? japaneseError(english) : null;
    return { text: known ?? english, isEnglish: known === null };
}

// A name that the catalogue has in both languages; one it does not know is shown as it is.
export function named(key, otherwise) {
    return texts[key]?.[now] ?? otherwise;
}

// Attributes of what there is in English only, for those who have it read aloud.
export const inEnglish = { lang: "en" };

export function unitName(unit) {
    return named(`unit.${unit}`, unit);
}

export function withUnit(text, unit) {
    const name = unitName(unit);
    return name === "" ? text : `${text} ${name}`;
}
