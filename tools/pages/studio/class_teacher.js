// The teacher's view of a class: start one, show how to join, look at what comes, end it.
import { ask, save } from "./api.js";
import { dots, effectWords, hasResult, league, money, outcomeName, outcomes, packageWords, taskWords, wrong } from "./class_view.js";
import { doorPicture } from "./class_door.js";
import { el, table } from "../shared/dom.js";
import { show } from "../shared/numbers.js";
import { field, numberInput } from "./field.js";
import { t } from "./language.js";
import { groupName, regionName, scenarioName, sideTitle } from "./names.js";
import { forgetListeners, session } from "./session.js";

let shown = null, isAll = false, timer = 0, typed = {}; // typed: in the form that starts a class, by field
const every = 1000; // ms
const sideA = "side A";

const address = (path) => path.replace(/^http:\/\//, "");

// ---- Starting ----

function scenarioList() {
    const groups = [...new Set(session.scenarios.map((of) => of.group))];
    const list = el("select", {}, session.sides.A ? el("option", { value: sideA }, t("class.sideA", { name: sideTitle(session.sides.A) })) : null,
        groups.map((group) => el("optgroup", { label: groupName(group) }, session.scenarios.filter((of) => of.group === group)
            .map((of) => el("option", { value: of.path }, scenarioName(of))))));
    if (!session.sides.A) list.value = "japan/marginal_prefecture.json";
    return list;
}

const about = async (path) => (path === sideA ? session.sides.A.info : ask("GET", `/api/class/about?scenario=${encodeURIComponent(path)}`));

async function request(fields) {
    const of = (name) => fields[name].input.value, path = of("scenario");
    const said = { scenario: path, region: of("region"), outcome: of("outcome"), budget: Number(of("budget")), years: Number(of("years")), replicates: Number(of("replicates")) };
    if (path === sideA) Object.assign(said, { scenario: session.sides.A.info.name, document: await ask("GET", "/api/sides/A/scenario") });
    return said;
}

function startFields() {
    const number = (value, min, max, step = 1) => Object.assign(numberInput(value, { is_integer: true }), { min, max, step });
    return {
        scenario: field({ name: "scenario", label: t("class.scenario"), input: scenarioList() }),
        region: field({ name: "region", label: t("region"), input: el("select", {}) }),
        outcome: field({ name: "outcome", label: t("class.outcome"), note: t("class.outcomeNote"), input: el("select", {}, outcomes.map((name) => el("option", { value: name }, outcomeName(name)))) }),
        budget: field({ name: "budget", label: t("class.budget"), unit: "M$", note: t("class.budgetNote"), input: Object.assign(numberInput(100), { min: 0.001, step: "any" }) }),
        years: field({ name: "years", label: t("class.years"), input: number(40, 1, 100) }),
        replicates: field({ name: "replicates", label: t("class.replicates"), note: t("class.replicatesNote"), input: number(40, 6, 400) }),
    };
}

function startForm(root) {
    const fields = startFields(), fault = el("div", {});
    const remember = () => { for (const [name, { input }] of Object.entries(fields)) typed[name] = input.value; };
    const fill = async () => {
        try {
            const of = await about(fields.scenario.input.value);
            fields.region.input.replaceChildren(...of.regions.map((region) => el("option", { value: region.name, selected: region.name === typed.region }, regionName(region))));
            fields.years.input.value = typed.years ?? Math.min(100, of.years);
        } catch (error) {
            fault.replaceChildren(wrong(error));
        }
    };
    const submit = async (event) => {
        event.preventDefault();
        fault.replaceChildren();
        try {
            shown = await ask("POST", "/api/class", await request(fields));
            typed = {};
            draw(root);
        } catch (error) {
            fault.replaceChildren(wrong(error));
        }
    };
    for (const [name, value] of Object.entries(typed)) fields[name].input.value = value;
    fields.scenario.input.addEventListener("change", () => {
        delete typed.years;
        fill();
    });
    fill();
    return el("form", { class: "card class-form", oninput: remember, onsubmit: submit }, el("div", { class: "fields" }, Object.values(fields).map((of) => of.node)), fault,
        el("div", { class: "buttons" }, el("button", { type: "submit", class: "main", id: "class-start" }, t("class.start"))));
}

function onlyHere() {
    return el("div", { class: "hold", id: "class-only-here" }, el("p", {}, t("class.onlyHere")), el("pre", {}, t("class.onlyHereExample")));
}

// ---- Running ----

function invitation() {
    const isLocal = shown.addresses.every((of) => /\/\/(127\.|\[::1\])/.test(of));
    return el("section", { class: "card invitation" },
        el("div", { class: "doors" },
            el("div", {}, el("h2", {}, t("class.joinAt")), shown.addresses.map((of) => el("p", { class: "address" }, address(of)))),
            el("div", {}, el("h2", {}, t("class.code")), el("p", { class: "code", id: "class-code", "aria-label": [...shown.code].join(" ") }, shown.code)),
            el("div", {}, el("h2", {}, t("class.scan")), doorPicture(shown.addresses[0], shown.code))),
        el("p", { class: "task" }, taskWords(shown)), isLocal ? onlyHere() : null);
}

function students(fault) {
    const remove = async (name) => {
        try {
            shown = await ask("POST", "/api/class/remove", { student: name });
            update();
        } catch (error) {
            fault.replaceChildren(wrong(error));
        }
    };
    const items = shown.students.map((name) => el("li", {}, el("bdi", {}, name),
        el("button", { type: "button", class: "quiet", onclick: () => remove(name), "aria-label": t("class.removeNamed", { name }) }, "×")));
    return [el("h2", {}, t("class.students", { count: items.length })),
        items.length > 0 ? el("ul", { class: "plain names" }, items) : el("p", { class: "note" }, t("class.nobody"))];
}

// The ones in the league by effect, or all; what is better stands higher.
function chosen() {
    const best = shown.league.by_effect.map((of) => of.package);
    const rows = shown.packages.filter((of) => hasResult(of) && (isAll || best.includes(of.package)));
    const sign = shown.outcome.is_burden ? -1 : 1;
    return rows.sort((a, b) => sign * (b.effect - a.effect));
}

function packageTable() {
    const row = (of) => [String(of.package), el("bdi", {}, of.student), packageWords(of, shown), t(`class.status.${of.status}`), show(of.cost),
        hasResult(of) ? effectWords(of) : "", hasResult(of) ? show(of.effect_per_MUSD) : ""];
    const node = table([t("class.package"), t("class.student"), t("class.policies"), t("class.status"), t("class.cost"), t("class.effectOf"), t("class.perCost")], shown.packages.map(row));
    node.setAttribute("aria-label", t("class.allPackages", { count: shown.packages.length }));
    return node;
}

// ---- Saving ----

// As a spreadsheet reads it; a text that it would take for a formula gets an apostrophe.
function cell(value) {
    if (typeof value === "number") return String(value);
    const text = String(value ?? "").replace(/^[=+\-@\t\r]/, "'$&");
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function csv() {
    const numbers = ["planned", "cost", "effect", "low", "high", "effect_per_MUSD", "effect_per_MUSD_low", "effect_per_MUSD_high", "baseline_mean", "package_mean", "better"];
    const runs = Array.from({ length: shown.replicates }, (_, i) => `run_${i}`);
    const rows = shown.packages.map((of) => [of.package, of.student, of.status, JSON.stringify(of.interventions), ...numbers.map((name) => of[name]), ...(of.differences ?? [])]);
    return [["package", "student", "status", "interventions", ...numbers, ...runs], ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

function savers() {
    const button = (id, text, content, name, type) => el("button", { type: "button", id, onclick: () => save(new Blob([content()], { type }), name) }, text);
    return [button("class-csv", t("class.saveCsv"), () => `\ufeff${csv()}`, "class.csv", "text/csv"),
        button("class-json", t("class.saveJson"), () => `${JSON.stringify(shown, null, 2)}\n`, "class.json", "application/json")];
}

function ending(root, fault) {
    const end = async () => {
        try {
            await ask("DELETE", "/api/class");
            shown = null;
            await classTeacher(root);
        } catch (error) {
            fault.replaceChildren(wrong(error));
        }
    };
    const holder = el("span", { class: "ending" });
    const first = el("button", { type: "button", id: "class-end", onclick: () => {
        const yes = el("button", { type: "button", id: "class-end-yes", onclick: end }, t("class.endYes"));
        holder.replaceChildren(el("span", {}, `${t("class.endSure")} `), yes, el("button", { type: "button", onclick: () => holder.replaceChildren(first) }, t("cancel")));
        yes.focus();
    } }, t("class.end"));
    holder.append(first);
    return holder;
}

// ---- The view ----

let update = () => {};

function running(root) {
    const fault = el("div", {}), people = el("section", { class: "card" }), chart = dots(), none = el("p", { class: "note", role: "status" });
    const tables = el("div", { class: "leagues" }), all = el("div", {}), summary = el("summary", {});
    const choice = el("select", { id: "class-show", onchange: () => { isAll = choice.selectedIndex === 1; update(); } },
        el("option", {}, t("class.showBest")), el("option", {}, t("class.showAll")));
    choice.selectedIndex = isAll ? 1 : 0;
    let names = "";
    update = () => {
        const rows = chosen();
        if (names !== JSON.stringify(shown.students)) people.replaceChildren(...students(fault)); // else the focus stays
        names = JSON.stringify(shown.students);
        none.textContent = shown.failure ?? (shown.state === "preparing" ? t("class.starting") : rows.length === 0 ? t("class.noPackages") : "");
        none.hidden = none.textContent === "";
        chart.draw(rows, shown);
        tables.replaceChildren(...["by_cost", "by_effect"].map((by) => el("div", {}, el("h3", {}, t(by === "by_cost" ? "class.byCost" : "class.byEffect")), league(shown, by))));
        summary.textContent = t("class.allPackages", { count: shown.packages.length });
        fillTable();
    };
    const whole = el("details", { ontoggle: () => fillTable() }, summary, all);
    const fillTable = () => all.replaceChildren(whole.open ? packageTable() : "");
    root.replaceChildren(el("div", { class: "class" }, invitation(), fault, people,
        el("section", { class: "card" }, el("h2", {}, t("class.distribution")), el("p", { class: "note" }, t("class.distributionNote")),
            el("label", {}, `${t("class.show")} `, choice), none, chart.node),
        el("section", { class: "card" }, el("h2", {}, t("class.league")), el("p", { class: "note" }, t("class.leagueNote")), tables),
        el("section", { class: "card" }, whole),
        el("div", { class: "buttons" }, savers(), ending(root, fault))));
    update();
}

async function poll(root, node) {
    if (!node.isConnected || !shown) return;
    try {
        const now = await ask("GET", `/api/class?since=${shown.version}`);
        if (!now.is_same && node.isConnected) {
            shown = now.code ? now : null;
            if (shown) update();
            else draw(root);
        }
    } catch {
        // The next one may come through; requests of the teacher say what is wrong.
    }
    timer = setTimeout(() => poll(root, node), every);
}

function draw(root) {
    clearTimeout(timer);
    forgetListeners();
    if (shown) {
        running(root);
        poll(root, root.firstChild);
    } else {
        root.replaceChildren(el("div", { class: "class" }, el("h1", {}, t("class.title")), el("p", { class: "lead" }, t("class.lead")), startForm(root)));
    }
    window.scrollTo(0, 0);
}

// Shows the class that there is, or the form that starts one.
export async function classTeacher(root) {
    clearTimeout(timer);
    try {
        const now = await ask("GET", "/api/class");
        shown = now.code ? now : null;
        draw(root);
        if (!shown && !now.listen) root.firstChild.append(onlyHere());
    } catch (error) {
        root.replaceChildren(wrong(error));
    }
}
