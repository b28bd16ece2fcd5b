// What teacher and students see alike: what a package is, the dots of its runs, the league table.
import { canDraw, chart, common, tip, tipLines } from "../shared/charts.js";
import { el, table } from "../shared/dom.js";
import { change, show } from "../shared/numbers.js";
import { charts } from "./fetch_charts.js";
import { hasText, inEnglish, language, t, unitName } from "./language.js";
import { argumentName, policyName, regionName } from "./names.js";
import { painter } from "./paint.js";
import { on, session } from "./session.js";

export const outcomes = ["firms", "startups", "employment", "sales", "exports", "approvals", "approvals.III", "innovation", "reputation", "takeoff"];

export function outcomeName(outcome) {
    const key = `class.total.${outcome.name ?? outcome}`;
    return hasText(key) ? t(key) : outcome.title ?? outcome;
}

export function money(value) {
    return `${show(value)} ${unitName("M$")}`;
}

export const hasResult = (of) => of.status === "done" || of.status === "over";
export const yearAt = (task, years) => String(Math.round(100 * (task.start_year + years)) / 100);

// ---- Packages in words ----

const comma = () => (language() === "ja" ? "、" : ", ");

function orderWords(order, task) {
    const policy = session.descriptors.policies.find((of) => of.name === order.type);
    const values = (policy?.params ?? []).filter((of) => order[of.name] !== undefined)
        .map((of) => `${argumentName(of.name)} ${show(order[of.name])}`);
    const from = yearAt(task, order.from ?? 0);
    const when = order.until === undefined ? t("policy.since", { from }) : t("policy.period", { from, until: yearAt(task, order.until) });
    return `${policyName(order.type)} (${[...values, when].join(comma())})`;
}

export function packageWords(of, task) {
    return of.interventions.map((order) => orderWords(order, task)).join("; ");
}

export function effectWords(of) {
    return t("class.interval", change({ value: of.effect, low: of.low, high: of.high }));
}

export function taskWords(of) {
    return t("class.task", { region: regionName({ label: of.label }), from: yearAt(of, 0), until: yearAt(of, of.years), budget: money(of.budget), outcome: outcomeName(of.outcome) });
}

// ---- What goes wrong ----

// `say` tells it in the page's language where it can.
export function wrong(error, lead = t("class.wrong")) {
    if (!error.errors) return el("div", { class: "problem", role: "alert" }, el("p", {}, t("problem.page", { what: error.message })));
    if (error.status === 0) return el("div", { class: "problem", role: "alert" }, el("p", {}, t("class.unreachable")));
    const one = (of) => {
        const key = `class.said.${of.what}`, words = hasText(key) ? el("span", {}, t(key)) : el("span", inEnglish, of.what);
        return el("li", {}, words, of.got ? ` (${of.got})` : "", of.hint && language() === "en" ? el("span", { class: "hint" }, `. ${of.hint}`) : "");
    };
    return el("div", { class: "problem", role: "alert" }, el("p", {}, lead), el("ul", {}, error.errors.map(one)));
}

// ---- Dots ----

const rowHeight = 34, ink = "#333", dot = "#0072b2", bar = "#111", soft = "#d9dce1";

// The same place for a run in every drawing, between -1 and 1.
const jitter = (run) => ((run * 0.618034) % 1) * 2 - 1;

function shape(params, api, rows) {
    const [kind, row] = [api.value(2), api.value(1)], [x, y] = api.coord([api.value(0), row]);
    if (kind === 2) return { type: "line", shape: { x1: x, y1: params.coordSys.y, x2: x, y2: params.coordSys.y + params.coordSys.height }, style: { stroke: ink, lineWidth: 1 }, silent: true };
    if (kind === 0) return { type: "circle", shape: { cx: x, cy: y + 0.3 * rowHeight * jitter(api.value(3)), r: 4 }, style: { fill: dot, opacity: 0.45 } };
    const of = rows[row], [low] = api.coord([of.low, row]), [high] = api.coord([of.high, row]);
    return { type: "group", children: [
        { type: "line", shape: { x1: low, y1: y, x2: high, y2: y }, style: { stroke: bar, lineWidth: 3 } },
        { type: "line", shape: { x1: x, y1: y - 8, x2: x, y2: y + 8 }, style: { stroke: bar, lineWidth: 3 } }] };
}

function labelOf(of) {
    const letters = [...of.student];
    return `${letters.length > 14 ? letters.slice(0, 13).join("") + "…" : of.student} · ${of.package}`;
}

function options(rows, task, isAtOnce) {
    const data = [[0, 0, 2, 0], ...rows.flatMap((of, row) => [...of.differences.map((d, run) => [d, row, 0, run]), [of.effect, row, 1, 0]])];
    const em = parseFloat(getComputedStyle(document.documentElement).fontSize), small = innerWidth < 600 ? 12 : 0.85 * em;
    return {
        ...common, grid: { left: 8, right: 16, top: 8, bottom: 2 * small, containLabel: true },
        xAxis: { type: "value", name: t("class.axis", { outcome: outcomeName(task.outcome) }), nameLocation: "middle", nameGap: 2 * small,
            nameTextStyle: { color: ink, fontSize: small }, axisLabel: { color: ink, fontSize: small, formatter: (value) => show(value), hideOverlap: true }, splitLine: { lineStyle: { color: soft } } },
        yAxis: { type: "category", inverse: true, data: rows.map(labelOf), axisLabel: { color: ink, fontSize: small, interval: 0 }, axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: true, lineStyle: { color: soft } } },
        tooltip: tip(([item]) => {
            const of = rows[item.data[1]];
            const words = item.data[2] === 0 ? t("class.run", { number: item.data[3] + 1, value: show(item.data[0]) }) : effectWords(of);
            return tipLines(`${of.student}: ${t("class.packageNumber", { number: of.package })}`, [[item.data[2] === 0 ? dot : bar, words]]);
        }, { trigger: "item" }),
        series: [{ type: "custom", progressive: isAtOnce ? 0 : portion, progressiveThreshold: portion, data, encode: { x: 0, y: 1 }, renderItem: (params, api) => shape(params, api, rows) }],
    };
}

// So many elements at a time: those of thirty students at once would hold up the page. Paper waits for none.
const portion = 40;
let drawn = null, drawAtOnce = () => {}; // of the last view that was built
addEventListener("beforeprint", () => drawAtOnce());

// A node that shows the packages that it is given; the chart is as high as they are many.
export function dots() {
    const node = el("div", {});
    let rows = [], task = null, size = 0;
    drawn?.free();
    drawn = null;
    const drawRows = (isAtOnce) => {
        if (node.isConnected && canDraw()) drawn?.draw(options(rows, task, isAtOnce), !isAtOnce);
    };
    const paint = painter(() => drawRows(false));
    drawAtOnce = () => drawRows(true);
    const draw = (...now) => {
        [rows, task] = now;
        if (rows.length !== size) {
            drawn?.free();
            drawn = rows.length > 0 ? chart(70 + rowHeight * rows.length, t("class.chart", { count: rows.length })) : null;
            node.replaceChildren(drawn?.node ?? "");
            size = rows.length;
        }
        paint();
    };
    charts.then(paint);
    on("letters", paint);
    return { node, draw };
}

// ---- The league ----

export function league(shown, criterion, own) {
    const rows = shown.league[criterion], isByCost = criterion === "by_cost";
    const cells = rows.map((of) => [
        `${of.rank}${of.is_tied && of.rank > 1 ? " ≈" : ""}`, el("bdi", {}, of.student), String(of.package),
        show(isByCost ? of.effect_per_MUSD : of.effect), show(isByCost ? of.effect : of.effect_per_MUSD), show(of.cost)]);
    const head = [t("class.rank"), t("class.student"), t("class.package"),
        ...(isByCost ? [t("class.perCost"), t("class.effect")] : [t("class.effect"), t("class.perCost")]), t("class.cost")];
    const node = table(head, cells, { class: "league" });
    node.setAttribute("aria-label", `${t("class.league")}: ${t(isByCost ? "class.byCost" : "class.byEffect")}`);
    node.querySelectorAll("tbody tr").forEach((tr, i) => tr.classList.toggle("own", rows[i].student === own));
    return node;
}
