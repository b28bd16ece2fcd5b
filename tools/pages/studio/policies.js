// Policies of a side: what runs, and what can be added, changed or removed at any time.
import { el } from "../shared/dom.js";
import { capital, show } from "../shared/numbers.js";
import { field, numberInput, rangeNote, searchField } from "./field.js";
import { inEnglish, language, t, withUnit } from "./language.js";
import { argumentMeaning, argumentName, groupName, policyCost, policyMeaning, policyName, regionName, shortName } from "./names.js";
import { beside, clear } from "./problem.js";
import { edit, editedSide, on, session } from "./session.js";

function descriptorOf(type) {
    return session.descriptors.policies.find((policy) => policy.name === type);
}

// ---- One form for adding and changing ----

// An intervention's name is unique in its scenario.
function freeName(side, type) {
    const taken = new Set(side.info.interventions.map((order) => order.name));
    if (!taken.has(type)) return type;
    let k = 2;
    while (taken.has(`${type}_${k}`)) k++;
    return `${type}_${k}`;
}

function regionField(side, chosen) {
    const names = side.info.regions.map((region) => region.name);
    const list = el("select", {}, side.info.regions.map((region) => el("option", { value: region.name }, regionName(region))),
        names.length > 1 ? el("option", { value: "all" }, t("policy.everywhere")) : null);
    const isAll = chosen.length === names.length && names.length > 1;
    // Several, but not all: kept unless another choice is made.
    if (chosen.length > 1 && !isAll) list.append(el("option", { value: "", selected: true }, chosen.join(", ")));
    else list.value = isAll ? "all" : chosen[0];
    return field({ name: "region", label: t("region"), input: list });
}

function yearField(name, side, years, isNew = false) {
    const input = numberInput(years === null ? null : Math.round(100 * (side.info.start_year + years)) / 100);
    input.min = side.info.start_year;
    return field({ name, label: t(`policy.${name}`), input, note: name === "until" ? t("policy.untilNote") : isNew ? t("policy.fromNote") : null });
}

// The year that is shown, as years since the start.
function yearsShown(side) {
    return Math.max(0, side.numbers.time - side.info.start_year);
}

function formFields(side, policy, order) {
    const values = order?.values ?? {};
    return [
        regionField(side, order?.regions ?? [side.info.regions[Math.min(session.region, side.info.regions.length - 1)].name]),
        yearField("from", side, order ? order.from : yearsShown(side), !order),
        ...(policy.is_exogenous && policy.name !== "disaster_reconstruction" ? [] : [yearField("until", side, order?.until ?? null)]),
        ...policy.params.map((of) => field({
            name: of.name, label: capital(argumentName(of.name)), unit: of.unit, input: numberInput(values[of.name] ?? of.default, of),
            note: `${capital(argumentMeaning(policy, of))}${language() === "ja" ? "。" : "."} ${rangeNote(of)}`,
        })),
    ];
}

const numberOf = (input) => (input.value.trim() === "" ? null : Number(input.value));

// What the form says, as an intervention of a scenario.
function read(side, policy, fields) {
    const years = (name) => {
        const value = fields.has(name) ? numberOf(fields.get(name).input) : null;
        return value === null ? null : Math.max(0, value - side.info.start_year);
    };
    const said = { type: policy.name, from: years("from") ?? 0 };
    const region = fields.get("region").input.value;
    if (region !== "") said.region = region;
    if (years("until") !== null) said.until = years("until");
    for (const of of policy.params) {
        const value = numberOf(fields.get(of.name).input);
        if (value !== null) said[of.name] = value;
    }
    return said;
}

// By its place in the list: not every intervention has a name of its own.
function changesOf(side, order, before, after) {
    const place = `interventions[${side.info.interventions.findIndex((of) => of.name === order.name)}]`;
    return Object.keys({ ...before, ...after }).filter((key) => before[key] !== after[key])
        .map((key) => ({ set: `${place}.${key}=${after[key] ?? null}` }));
}

function facts(policy) {
    return [
        el("p", {}, policyMeaning(policy)),
        policy.is_exogenous ? el("p", { class: "exogenous" }, t("policy.exogenous")) : null,
        el("p", { class: "note" }, t("policy.cost"), el("code", {}, policyCost(policy))),
        el("p", { class: "note" }, t("policy.source"), el("span", inEnglish, policy.source)),
    ];
}

// `order` is the intervention to be changed, or null: a new one.
function form(policy, order, done) {
    const side = editedSide(), list = formFields(side, policy, order), fields = new Map(list.map((of) => [of.name, of]));
    const wrong = el("div", {}), before = read(side, policy, fields);
    const from = fields.get("from").input.value;
    const submit = async (event) => {
        event.preventDefault();
        clear(fields);
        wrong.replaceChildren();
        const said = read(side, policy, fields);
        // The world may have gone on since the form was opened.
        if (!order && fields.get("from").input.value === from) said.from = yearsShown(side);
        const edits = order ? changesOf(side, order, before, said) : [{ add: { name: freeName(side, policy.name), ...said } }];
        if (edits.length === 0) return done();
        try {
            await edit(side.id, edits);
            done();
        } catch (error) {
            const box = beside(error, fields);
            if (box) wrong.replaceChildren(box);
            node.querySelector("[aria-invalid]")?.focus();
        }
    };
    const node = el("form", { class: "policy-form", novalidate: true, onsubmit: submit }, facts(policy),
        el("div", { class: "fields" }, list.map((of) => of.node)), wrong,
        el("div", { class: "buttons" }, el("button", { type: "submit", class: "main" }, order ? t("policy.apply") : t("policy.add", { side: side.id })),
            order ? el("button", { type: "button", onclick: done }, t("cancel")) : null));
    return node;
}

// ---- What runs ----

function when(side, order) {
    const year = (years) => String(Math.round(100 * (side.info.start_year + years)) / 100);
    const from = year(order.from);
    return order.until === null || order.until === undefined ? t("policy.since", { from }) : t("policy.period", { from, until: year(order.until) });
}

function valuesOf(policy, order) {
    return policy.params.filter((of) => order.values[of.name] !== undefined && order.values[of.name] !== null && order.values[of.name] !== 0)
        .map((of) => `${argumentName(of.name)} ${withUnit(show(order.values[of.name]), of.unit)}`).join(language() === "ja" ? "、" : ", ");
}

function place(side, order) {
    const labels = order.regions.map((name) => shortName(side.info.regions.find((region) => region.name === name) ?? { label: name }));
    return labels.length > 3 ? t("policy.regions", { count: labels.length }) : labels.join(language() === "ja" ? "、" : ", ");
}

function running(side, order) {
    const policy = descriptorOf(order.type), holder = el("div", {}), wrong = el("div", {});
    const remove = () => {
        edit(side.id, [{ remove: order.name }]).catch((error) => wrong.replaceChildren(beside(error, new Map()) ?? ""));
    };
    const close = () => {
        holder.replaceChildren();
        changer.setAttribute("aria-expanded", "false");
        changer.focus();
    };
    const change = () => {
        if (holder.hasChildNodes()) return close();
        const made = form(policy, order, close);
        holder.replaceChildren(made);
        changer.setAttribute("aria-expanded", "true");
        made.querySelector("input, select").focus();
    };
    const name = policyName(order.type), named = order.name === order.type ? name : `${name} (${order.name})`;
    const changer = el("button", { type: "button", class: "quiet", "data-keep": "change", onclick: change, "aria-expanded": "false", "aria-label": t("policy.changeNamed", { name: named }) }, t("change"));
    return el("li", { class: "running", "data-keep": order.name },
        el("div", { class: "head" }, el("strong", {}, named), policy.is_exogenous ? el("span", { class: "badge" }, t("policy.event")) : null,
            el("span", { class: "actions" }, changer,
                el("button", { type: "button", class: "quiet", onclick: remove, "aria-label": t("policy.removeNamed", { name: named }) }, t("remove")))),
        el("p", { class: "note" }, `${when(side, order)} · ${place(side, order)}`),
        el("p", { class: "note" }, valuesOf(policy, order)), holder, wrong);
}

// ---- What can be added ----

function choice(policy, added) {
    const holder = el("div", {});
    const node = el("details", { class: "choice", name: "policy", "data-keep": policy.name },
        el("summary", {}, policyName(policy.name), policy.is_exogenous ? el("span", { class: "badge" }, t("policy.event")) : null), holder);
    const done = () => {
        node.open = false;
        node.firstChild.focus();
        added(policy);
    };
    node.addEventListener("toggle", () => {
        if (!node.open) holder.replaceChildren();
        else if (!holder.hasChildNodes()) holder.replaceChildren(form(policy, null, done));
    });
    const words = [policy.name, policy.label, policy.meaning, policyName(policy.name), policyMeaning(policy)].join(" ").replaceAll("_", " ").toLowerCase();
    return { node, words };
}

export function policies() {
    const list = el("ul", { class: "plain" }), count = el("span", { class: "count" }), none = el("p", { class: "note" }, t("policy.none"));
    const said = el("p", { class: "note", role: "status" });
    const added = (policy) => { many.open = true; said.textContent = t("policy.added", { name: policyName(policy.name), side: editedSide().id }); };
    const names = [...new Set(session.descriptors.policies.map((policy) => policy.group))];
    const groups = names.map((name) => {
        const items = session.descriptors.policies.filter((policy) => policy.group === name).map((policy) => choice(policy, added));
        return { items, node: el("details", { class: "group", "data-keep": name }, el("summary", {}, groupName(name), el("span", { class: "count" }, String(items.length))), items.map((item) => item.node)) };
    });
    const empty = el("p", { class: "note" }, t("search.none"));
    const search = searchField(t("policy.search"), groups, empty);
    let shown = "";
    const draw = () => {
        const side = editedSide(), now = JSON.stringify([side.id, side.info.interventions]);
        if (now === shown) return;
        shown = now;
        const held = list.contains(document.activeElement) ? document.activeElement.closest("li").dataset.keep : null;
        const rows = side.info.interventions.map((order) => running(side, order));
        list.replaceChildren(...rows);
        if (held !== null) (rows.find((row) => row.dataset.keep === held)?.querySelector("button") ?? many.firstChild).focus();
        count.textContent = String(side.info.interventions.length);
        none.hidden = side.info.interventions.length > 0;
    };
    on("sides edited", draw);
    const many = el("details", { class: "group", "data-keep": "running", open: editedSide().info.interventions.length <= 3 }, el("summary", {}, t("policy.running"), count), none, list);
    const node = el("div", {}, many, said,
        el("h3", {}, t("policy.more")), search, empty, groups.map((of) => of.node));
    return { node, start: draw };
}
