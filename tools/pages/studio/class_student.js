// A student's view of a class: join, compose a package under the budget, submit it, see what it did.
import { ask } from "./api.js";
import { codeOfAddress } from "./class_door.js";
import { dots, hasResult, league, money, outcomeName, packageWords, taskWords, wrong } from "./class_view.js";
import { el } from "../shared/dom.js";
import { capital, change, percent, show } from "../shared/numbers.js";
import { field, numberInput, rangeNote, searchField } from "./field.js";
import { language, t } from "./language.js";
import { argumentMeaning, argumentName, groupName, policyMeaning, policyName } from "./names.js";
import { forgetListeners, session } from "./session.js";

const place = "agglo.class", draftPlace = "agglo.class.draft";
const every = 1500; // ms
let token = localStorage.getItem(place), shown = null, timer = 0, criterion = "by_cost";
let draft = []; // interventions, as a scenario has them

const policyOf = (type) => session.descriptors.policies.find((of) => of.name === type);
const choices = () => session.descriptors.policies.filter((of) => !of.is_exogenous);

function remember() {
    localStorage.setItem(draftPlace, JSON.stringify(draft));
}

function recall() {
    try {
        const kept = JSON.parse(localStorage.getItem(draftPlace) ?? "[]");
        draft = Array.isArray(kept) ? kept.filter((order) => policyOf(order?.type)) : [];
    } catch {
        draft = [];
    }
}

export async function beginStudent() {
    session.descriptors = await ask("GET", "/class/descriptors", undefined, "");
    recall();
    if (token) shown = await ask("GET", "/class/results", undefined, token).catch(() => null);
}

// ---- Joining ----

function joinView(root) {
    const fault = el("div", {});
    const code = field({ name: "code", label: t("class.yourCode"), note: t("class.codeNote"),
        input: el("input", { autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: 12, required: true, class: "code", value: codeOfAddress() }) });
    const name = field({ name: "name", label: t("class.yourName"), note: t("class.nameNote"), input: el("input", { autocomplete: "nickname", maxlength: 40, required: true }) });
    const submit = async (event) => {
        event.preventDefault();
        fault.replaceChildren();
        try {
            const reply = await ask("POST", "/class/join", { code: code.input.value, name: name.input.value }, "");
            token = reply.token;
            shown = reply.class;
            localStorage.setItem(place, token);
            classStudent(root);
        } catch (error) {
            fault.replaceChildren(wrong(error));
        }
    };
    root.replaceChildren(el("form", { class: "card class-join", onsubmit: submit }, el("h1", {}, t("class.joinTitle")), code.node, name.node, fault,
        el("div", { class: "buttons" }, el("button", { type: "submit", class: "main", id: "join" }, t("class.join")))));
    (code.input.value ? name : code).input.focus();
}

// ---- One policy of the package ----

// A slider over the usual range beside the number, which may lie outside of it.
function lever(order, of, changed) {
    const number = numberInput(order[of.name] ?? of.default, of);
    const made = field({ name: of.name, label: capital(argumentName(of.name)), unit: of.unit, input: number,
        note: `${capital(argumentMeaning(policyOf(order.type), of))}${language() === "ja" ? "。" : "."} ${rangeNote(of)}` });
    const set = (value) => {
        order[of.name] = value;
        changed();
    };
    if (of.low !== null && of.high !== null && of.high > of.low) {
        const step = of.is_integer ? 1 : (of.high - of.low) / 100;
        const slider = el("input", { type: "range", min: of.low, max: of.high, step, "aria-label": capital(argumentName(of.name)), oninput: () => {
            number.value = of.is_integer ? slider.value : String(Number(Number(slider.value).toPrecision(3)));
            set(Number(number.value));
        } });
        slider.value = number.value;
        number.addEventListener("input", () => { slider.value = number.value; });
        made.node.querySelector(".entry").prepend(slider);
    }
    number.addEventListener("input", () => { if (number.value !== "") set(Number(number.value)); });
    return made;
}

function yearField(order, name, changed) {
    const years = order[name], input = numberInput(years === undefined ? null : shown.start_year + years);
    Object.assign(input, { min: shown.start_year, max: shown.start_year + shown.years, step: 1 });
    input.addEventListener("input", () => {
        if (input.value === "") delete order[name];
        else order[name] = Math.max(0, Number(input.value) - shown.start_year);
        changed();
    });
    return field({ name, label: t(`policy.${name}`), input, note: name === "until" ? t("policy.untilNote") : null });
}

function orderCard(order, changed, remove) {
    const policy = policyOf(order.type), name = policyName(order.type), cost = el("span", { class: "cost" });
    const [first, ...others] = policy.params.map((of) => lever(order, of, changed));
    const fields = new Map([first, ...others].filter(Boolean).map((of) => [of.name, of]));
    for (const year of ["from", "until"]) fields.set(year, yearField(order, year, changed));
    const node = el("li", { class: "order", "data-keep": String(draft.indexOf(order)) },
        el("div", { class: "head" }, el("strong", {}, name), cost,
            el("button", { type: "button", class: "quiet", onclick: remove, "aria-label": t("policy.removeNamed", { name }) }, t("remove"))),
        el("p", { class: "note" }, policyMeaning(policy)), first?.node,
        el("div", { class: "years" }, fields.get("from").node, fields.get("until").node),
        others.length > 0 ? el("details", { "data-keep": "more" }, el("summary", {}, t("class.more")), others.map((of) => of.node)) : null);
    return { node, cost, fields };
}

// ---- The budget ----

function budgetBar() {
    const fill = el("div", { class: "fill" }), words = el("output", { class: "used", "aria-live": "polite" });
    const bar = el("div", { class: "bar", role: "meter", "aria-label": t("class.budget"), "aria-valuemin": 0, "aria-valuemax": shown.budget }, fill);
    const draw = (cost) => {
        const isOver = cost > shown.budget * (1 + 1e-9);
        fill.style.width = `${Math.min(100, (100 * cost) / shown.budget)}%`;
        bar.classList.toggle("over", isOver);
        bar.setAttribute("aria-valuenow", Math.min(cost, shown.budget));
        words.textContent = t("class.used", { used: show(cost), budget: money(shown.budget) }) + (isOver ? ` – ${t("class.over", { over: money(cost - shown.budget) })}` : "");
        bar.setAttribute("aria-valuetext", words.textContent);
    };
    return { node: el("div", { class: "budget" }, bar, words), draw };
}

// ---- Composing ----

function composer(submitted) {
    const list = el("ul", { class: "plain orders" }), budget = budgetBar(), fault = el("div", {}), notes = el("ul", { class: "warnings" });
    const empty = el("p", { class: "note" }, t("class.empty")), said = el("p", { class: "note", role: "status" }), left = el("span", { class: "note" });
    const button = el("button", { type: "button", class: "main", id: "submit" }, t("class.submit"));
    let cards = [], asked = 0, wait = 0;

    // Faults of the program belong to the fields that they name.
    const showFaults = (error) => {
        const rest = [];
        for (const one of error?.errors ?? []) {
            const [, index, name] = /^interventions\[(\d+)\](?:\.(\w+))?/.exec(one.path ?? "") ?? [];
            const of = cards[index]?.fields.get(name);
            if (!of) { rest.push(one); continue; }
            of.input.setAttribute("aria-invalid", "true");
            of.error.replaceChildren(...wrong(Object.assign(new Error(), { errors: [one] }), "").querySelectorAll("ul"));
        }
        fault.replaceChildren(error && (rest.length > 0 || !error.errors?.length) ? wrong(error.errors ? Object.assign(error, { errors: rest }) : error) : "");
    };
    const clearFaults = () => {
        fault.replaceChildren();
        for (const { fields } of cards) for (const of of fields.values()) { of.input.removeAttribute("aria-invalid"); of.error.replaceChildren(); }
    };
    const quote = async () => {
        const mine = ++asked;
        let error = null, now = { cost: 0, costs: [], warnings: [], is_open: false };
        try {
            if (draft.length > 0) now = await ask("POST", "/class/quote", { interventions: draft }, token);
        } catch (refusal) {
            error = refusal;
        }
        if (mine !== asked) return;
        clearFaults();
        button.disabled = draft.length === 0 || error !== null || now.cost > shown.budget * (1 + 1e-9);
        if (error) return showFaults(error);
        budget.draw(now.cost);
        cards.forEach((card, i) => { card.cost.textContent = money(now.costs[i]); });
        notes.replaceChildren(...now.warnings.map((of) => el("li", { lang: "en" }, `${of.what}${of.hint ? `. ${of.hint}` : ""}`)), now.is_open ? el("li", {}, t("class.isOpen")) : "");
    };
    const changed = () => {
        remember();
        clearTimeout(wait);
        wait = setTimeout(quote, 150);
    };
    const remove = (order) => {
        draft.splice(draft.indexOf(order), 1);
        said.textContent = t("class.removed", { name: policyName(order.type) });
        draw();
        button.focus();
    };
    const draw = () => {
        cards = draft.map((order) => orderCard(order, changed, () => remove(order)));
        list.replaceChildren(...cards.map((of) => of.node));
        empty.hidden = draft.length > 0;
        remember();
        quote();
    };
    const add = (policy) => {
        if (draft.length >= shown.most_interventions) {
            said.textContent = t("class.full", { count: shown.most_interventions });
            return;
        }
        const size = policy.params[0];
        draft.push({ type: policy.name, from: 0, ...(size ? { [size.name]: size.default } : {}) });
        said.textContent = t("class.added", { name: policyName(policy.name) });
        draw();
        list.lastChild.scrollIntoView({ block: "nearest" });
    };
    button.addEventListener("click", async () => {
        button.disabled = true;
        clearFaults();
        try {
            const reply = await ask("POST", "/class/packages", { interventions: draft }, token);
            said.textContent = t("class.sent", { number: reply.package });
            submitted();
        } catch (error) {
            showFaults(error);
        }
        button.disabled = false;
    });
    const take = (orders) => {
        draft = structuredClone(orders);
        draw();
        node.scrollIntoView();
    };
    const tell = () => { left.textContent = ` ${t("class.left", { count: shown.packages_left })}`; };
    const node = el("section", { class: "card compose" }, el("h2", {}, t("class.hello", { name: shown.student })), budget.node, empty, list, notes, fault, said,
        el("div", { class: "buttons" }, button, left), adder(add));
    return { node, start: draw, take, tell };
}

function adder(add) {
    const item = (policy) => {
        const name = policyName(policy.name);
        const node = el("details", { class: "choice", name: "policy", "data-keep": policy.name }, el("summary", {}, name), el("p", {}, policyMeaning(policy)),
            el("p", {}, el("button", { type: "button", onclick: () => { node.open = false; add(policy); }, "aria-label": t("class.add", { name }) }, t("class.addShort"))));
        return { node, words: [policy.name, policy.label, policy.meaning, name, policyMeaning(policy)].join(" ").replaceAll("_", " ").toLowerCase() };
    };
    const groups = [...new Set(choices().map((of) => of.group))].map((name) => {
        const items = choices().filter((of) => of.group === name).map(item);
        return { items, node: el("details", { class: "group", "data-keep": name }, el("summary", {}, groupName(name), el("span", { class: "count" }, String(items.length))), items.map((of) => of.node)) };
    });
    const empty = el("p", { class: "note" }, t("search.none"));
    return el("div", { class: "adder" }, el("h3", {}, t("policy.more")), searchField(t("policy.search"), groups, empty), empty, groups.map((of) => of.node));
}

// ---- Results ----

function effectSentence(of) {
    const told = { outcome: outcomeName(shown.outcome), ...change({ value: of.effect, low: of.low, high: of.high }) };
    if (!(of.low > 0) && !(of.high < 0)) return t("class.cannotTell", told);
    return t(of.effect > 0 ? "class.raises" : "class.lowers", told);
}

function resultCard(of, take) {
    const head = el("div", { class: "head" }, el("strong", {}, t("class.packageNumber", { number: of.package })), el("span", { class: "badge" }, t(`class.status.${of.status}`)),
        el("button", { type: "button", class: "quiet", onclick: () => take(of.interventions) }, t("class.again")));
    const words = !hasResult(of) ? (of.failure ? el("p", { class: "problem", lang: "en" }, of.failure) : null) : [
        el("p", { class: "effect" }, effectSentence(of)),
        el("p", {}, t("class.said", { with: show(of.package_mean), without: show(of.baseline_mean) }), " ", t("class.better", { share: percent(of.better), pairs: of.differences.length })),
        el("p", {}, of.status === "over" ? t("class.overBudget", { cost: money(of.cost) }) : t("class.booked", { cost: money(of.cost), ratio: show(of.effect_per_MUSD) }))];
    return el("li", { class: "result" }, head, el("p", { class: "note" }, packageWords(of, shown)), words);
}

function results(take) {
    const list = el("ul", { class: "plain" }), chart = dots(), table = el("div", {}), none = el("p", { class: "note" }, t("class.noResults"));
    const radio = (by, text) => {
        const input = el("input", { type: "radio", name: "criterion", id: by, onchange: () => { criterion = by; draw(); } });
        input.checked = criterion === by;
        return el("label", {}, input, ` ${text} `);
    };
    let drawn = "";
    const draw = () => {
        const own = shown.packages.slice().reverse();
        if (drawn !== JSON.stringify(own)) { // else the focus stays
            list.replaceChildren(...own.map((of) => resultCard(of, take)));
            chart.draw(own.filter(hasResult), shown);
        }
        drawn = JSON.stringify(own);
        none.hidden = own.length > 0;
        about.hidden = !own.some(hasResult);
        table.replaceChildren(league(shown, criterion, shown.student));
    };
    const about = el("p", { class: "note" }, t("class.distributionNote"));
    const nodes = [el("section", { class: "card" }, el("h2", {}, t("class.yourResults")), none, list, chart.node, about),
        el("section", { class: "card" }, el("h2", {}, t("class.league")), el("div", { role: "radiogroup", "aria-label": t("class.league"), class: "criteria" },
            radio("by_cost", t("class.byCost")), radio("by_effect", t("class.byEffect"))), table, el("p", { class: "note" }, t("class.leagueNote")))];
    return { nodes, draw };
}

// ---- The view ----

function leave(root) {
    localStorage.removeItem(place);
    token = shown = null;
    classStudent(root);
}

function workView(root) {
    const gone = el("div", { role: "status" });
    const made = results((orders) => compose.take(orders)), compose = composer(() => fetchNow());
    const node = el("div", { class: "class student" }, el("p", { class: "task" }, taskWords(shown)), gone, compose.node, made.nodes,
        el("p", {}, el("button", { type: "button", class: "quiet", id: "leave", onclick: () => leave(root) }, t("class.leave"))));
    const fetchNow = async () => {
        clearTimeout(timer);
        if (!node.isConnected) return;
        try {
            const now = await ask("GET", `/class/results?since=${shown.version}`, undefined, token);
            if (!now.is_same) {
                shown = now;
                made.draw();
                compose.tell();
            }
            gone.replaceChildren(shown.failure ? el("p", { class: "problem", lang: "en" }, shown.failure) : "");
        } catch (error) {
            gone.replaceChildren(el("p", { class: "hold" }, t(error.status === 403 ? "class.ended" : "class.unreachable")));
        }
        timer = setTimeout(fetchNow, every);
    };
    root.replaceChildren(node);
    compose.start();
    compose.tell();
    made.draw();
    fetchNow();
}

export function classStudent(root) {
    clearTimeout(timer);
    forgetListeners();
    if (shown) workView(root);
    else joinView(root);
    window.scrollTo(0, 0);
}
