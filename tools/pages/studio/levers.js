// Gains of the causal links and parameters of the rules. They hold from the first step, so the run is
// computed anew to the step that is shown.
import { el } from "../shared/dom.js";
import { capital } from "../shared/numbers.js";
import { field, numberInput, rangeNote, searchField } from "./field.js";
import { inEnglish, language, t } from "./language.js";
import { groupName, linkMeaning, linkName, parameterMeaning } from "./names.js";
import { beside, clear } from "./problem.js";
import { edit, editedSide, on, session } from "./session.js";

function parameterNow(side, of) {
    const [group, name] = of.name.split("."), all = side.info.document.parameters ?? {};
    const value = all[of.name] ?? all[group]?.[name] ?? of.default;
    return typeof value === "string" ? parseFloat(value) : value;
}

function gainNow(side, link) {
    const all = side.info.document.links ?? {};
    return all[link.number] ?? all[link.name] ?? 1;
}

// A field that changes the side when it is left or Enter is pressed.
function lever({ made, path, now, standard }) {
    const fields = new Map([[made.name, made]]);
    let isSent = false;
    const reset = el("button", { type: "button", class: "quiet", onclick: () => { made.input.value = standard; send(); } }, t("levers.reset"));
    made.node.querySelector(".entry").append(reset);
    const fill = () => {
        const value = now(editedSide());
        if (document.activeElement !== made.input && !made.input.hasAttribute("aria-invalid")) made.input.value = made.input.defaultValue = value;
        reset.hidden = value === standard;
        made.node.classList.toggle("changed", value !== standard);
    };
    const send = async () => {
        const side = editedSide(), value = made.input.value.trim() === "" ? standard : Number(made.input.value);
        if (isSent || value === now(side)) return clear(fields);
        isSent = true;
        clear(fields);
        try {
            await edit(side.id, [{ set: `${path}=${value}` }]);
        } catch (error) {
            const box = beside(error, fields);
            if (box) made.error.replaceChildren(box);
            made.input.setAttribute("aria-invalid", "true");
        }
        isSent = false;
        fill();
    };
    made.input.addEventListener("change", send);
    return { node: made.node, fill };
}

function gain(link) {
    const input = numberInput(1);
    Object.assign(input, { min: 0, step: 0.1 });
    const made = field({ name: String(link.number), label: `${link.number} ${linkName(link)}`, input, note: linkMeaning(link) });
    const of = lever({ made, path: `links.${link.number}`, now: (side) => gainNow(side, link), standard: 1 });
    return { ...of, words: `${link.number} ${link.name} ${linkName(link)} ${linkMeaning(link)} ${link.mechanism}`.replaceAll("_", " ").toLowerCase() };
}

function parameter(of) {
    const meaning = parameterMeaning(of), end = language() === "ja" ? "。" : ".";
    const made = field({ name: of.name.split(".")[1], label: el("span", {}, `${capital(meaning)} `, el("code", {}, of.name)), unit: of.unit, input: numberInput(of.default, of),
        note: el("span", {}, rangeNote(of), el("span", inEnglish, ` ${of.source}${end}`)) });
    if (of.is_uncertain) made.node.querySelector("label").append(el("span", { class: "badge" }, t("levers.uncertain")));
    const row = lever({ made, path: `parameters.${of.name}`, now: (side) => parameterNow(side, of), standard: of.default });
    return { ...row, words: `${of.name} ${of.meaning} ${meaning}`.toLowerCase() };
}

function group(name, title, items) {
    return { items, node: el("details", { class: "group", "data-keep": name }, el("summary", {}, title, el("span", { class: "count" }, String(items.length))), items.map((item) => item.node)) };
}

export function levers() {
    const { links, parameters } = session.descriptors;
    const names = [...new Set(parameters.map((of) => of.group ?? of.name.split(".")[0]))];
    const gains = group("links", t("levers.links"), links.map(gain));
    const groups = [gains, ...names.map((name) => group(name, groupName(name), parameters.filter((of) => (of.group ?? of.name.split(".")[0]) === name).map(parameter)))];
    gains.node.open = true;
    const empty = el("p", { class: "note" }, t("search.none"));
    const fill = () => groups.forEach((of) => of.items.forEach((item) => item.fill()));
    on("sides edited", fill);
    const node = el("div", {}, el("p", { class: "hold" }, t("levers.hold")),
        searchField(t("levers.search"), groups, empty), empty, groups.map((of) => of.node));
    return { node, start: fill };
}
