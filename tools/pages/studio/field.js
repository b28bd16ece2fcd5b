// Labelled fields with units, hints and a place for what is wrong with them.
import { el } from "../shared/dom.js";
import { show } from "../shared/numbers.js";
import { t, unitName, withUnit } from "./language.js";

let count = 0;

// {node, input, error, name}. `more` are attributes of the input.
export function field({ name, label, unit, note, input }) {
    const id = `field-${++count}`, error = el("div", { class: "field-error", role: "alert" });
    const noteId = `${id}-note`;
    input.id = id;
    input.dataset.keep = name;
    if (note) input.setAttribute("aria-describedby", noteId);
    const node = el("div", { class: "field" },
        el("label", { for: id }, label),
        el("div", { class: "entry" }, input, unit && unitName(unit) ? el("span", { class: "unit" }, unitName(unit)) : null),
        note ? el("p", { class: "note", id: noteId }, note) : null, error);
    return { node, input, error, name };
}

export function numberInput(value, of = {}) {
    const input = el("input", { type: "number", step: of.is_integer ? 1 : "any", inputmode: "decimal" });
    if (value !== null && value !== undefined) input.defaultValue = value;
    return input;
}

// "Usual: 1 to 50. Standard: 12."
export function rangeNote(of) {
    const standard = t("field.standard", { value: withUnit(show(of.default), of.unit) });
    if (of.low === null || of.low === undefined) return standard;
    return `${t("field.range", { low: show(of.low), high: show(of.high) })} ${standard}`;
}

// A search field over items of a list: `items` are [{node, words}], grouped in <details>.
export function searchField(label, groups, empty) {
    const input = el("input", { type: "search", placeholder: label, "aria-label": label, autocomplete: "off", "data-keep": "search" });
    const filter = () => {
        const wanted = input.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
        let found = 0;
        for (const { node, items } of groups) {
            let here = 0;
            for (const item of items) {
                const fits = wanted.every((word) => item.words.includes(word));
                item.node.hidden = !fits;
                if (fits) here++;
            }
            node.hidden = here === 0;
            if (wanted.length > 0 && here > 0) node.open = true;
            found += here;
        }
        empty.hidden = found > 0;
    };
    input.addEventListener("input", filter);
    empty.hidden = true;
    return input;
}
