// What went wrong, in words, where it happened.
import { el } from "../shared/dom.js";
import { capital } from "../shared/numbers.js";
import { inEnglish, t, toldError } from "./language.js";

const general = { 0: "problem.unreachable", 403: "problem.token", 413: "problem.large", 429: "problem.many" };

// A part of what the program says; `lead` stands before it.
function said(text, lead, attributes = {}) {
    const { text: words, isEnglish } = toldError(text);
    const end = isEnglish ? "." : "。";
    return el("span", { ...attributes, ...(isEnglish ? inEnglish : {}) }, lead + (lead || !isEnglish ? words : capital(words)) + (/[.?。]$/.test(words) ? "" : end));
}

function oneError(error, path = error.path) {
    const got = error.got === undefined ? "" : ` ${t("problem.got", { got: error.got })}`;
    const wanted = error.expected === undefined ? "" : ` ${t("problem.expected", { expected: toldError(error.expected).text })}`;
    return el("li", {}, said(error.what, path ? `${path}: ` : ""), got, wanted,
        error.hint ? [" ", said(error.hint, "", { class: "hint" })] : null);
}

// A box that says so at once, also aloud.
export function problem(error) {
    const lead = t(general[error.status] ?? "problem.refused");
    return el("div", { class: "problem", role: "alert" }, el("p", {}, error.errors ? lead : t("problem.page", { what: error.message })),
        error.errors?.length ? el("ul", {}, error.errors.map((one) => oneError(one))) : null);
}

// Puts errors beside the fields that they are about: `fields` has by name {input, error}. Returns a
// box for those that belong to none of them, or null.
export function beside(error, fields) {
    clear(fields);
    const rest = [];
    for (const one of error.errors ?? []) {
        const field = fields.get((one.path ?? "").split(/[.[\]]+/).filter(Boolean).pop());
        if (!field) { rest.push(one); continue; }
        field.input.setAttribute("aria-invalid", "true");
        field.error.replaceChildren(el("ul", {}, oneError(one, null)));
        field.error.scrollIntoView({ block: "nearest" });
    }
    if (error.errors?.length && rest.length === 0) return null;
    return problem(error.errors ? Object.assign(error, { errors: rest }) : error);
}

export function clear(fields) {
    for (const { input, error } of fields.values()) {
        input.removeAttribute("aria-invalid");
        error.replaceChildren();
    }
}
