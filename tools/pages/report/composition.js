// Firms by kind, what becomes of projects, and how firms end.
import { chart, common, tip, tipLines, valueAxis, yearAxis } from "../shared/charts.js";
import { armName, arms, colour, means, placeName, result, times, total } from "./data.js";
import { el } from "../shared/dom.js";
import { figure, section } from "./figure.js";
import { range, show } from "../shared/numbers.js";
import { view, whenViewed } from "./view.js";

const kindNames = { major: "majors", niche: "niche leaders", tech: "technology firms", supplier: "suppliers", cdmo: "contract manufacturers", startup: "start-ups" };
const kindColours = ["#332288", "#117733", "#44aa99", "#88ccee", "#ddcc77", "#cc6677"];
const classColours = ["#a6cee3", "#6baed6", "#2171b5", "#08306b"];

function swatches(entries) {
    return el("p", { class: "legend" }, entries.map(([of, name]) =>
        el("span", {}, el("span", { class: "swatch", style: `background:${of}` }), name)));
}

function kindName(k) {
    return kindNames[result.kinds[k]] ?? result.kinds[k];
}

// ---- Firms by kind ----

export function kinds() {
    const drawn = chart(260, "Firms by kind over time, as stacked areas");
    const line = (arm, k) => means(arm, "firms_by_kind", view.place)[k];
    const where = el("p", { class: "place" });
    const numbers = () => ({
        head: ["Year", ...arms.flatMap((_, a) => result.kinds.map((_, k) => `${armName(a)}, ${kindName(k)}`))],
        rows: times.map((year, i) => [String(year), ...arms.flatMap((_, a) => result.kinds.map((_, k) => show(line(a, k)[i])))]),
    });
    const made = figure({ title: "Firms by kind, mean over the runs", drawing: drawn.node, numbers });
    made.node.querySelector("figcaption").append(swatches(result.kinds.map((_, k) => [kindColours[k % 6], kindName(k)]).reverse()));
    const redraw = () => {
        where.textContent = `Shown: ${armName(view.arm)}, ${placeName(view.place)}.`;
        drawn.draw({
            ...common, xAxis: yearAxis(times), yAxis: valueAxis("firms"),
            tooltip: tip((items) => {
                const i = times.indexOf(items[0].value[0]);
                return tipLines(String(times[i]), result.kinds.map((_, k) => [kindColours[k % 6], `${kindName(k)}: ${show(line(view.arm, k)[i])}`]).reverse());
            }),
            series: result.kinds.map((_, k) => ({
                type: "line", stack: "kinds", showSymbol: false, areaStyle: { color: kindColours[k % 6], opacity: 1 },
                lineStyle: { width: 0.8, color: "#fff" }, itemStyle: { color: kindColours[k % 6] },
                data: times.map((year, i) => [year, line(view.arm, k)[i]]),
            })),
        });
        made.refresh();
    };
    return { node: section("kinds", "Which firms they are", where, made.node), start: () => whenViewed(redraw) };
}

// ---- Bars of totals ----

// Room for the names beside the bars, px.
const names = matchMedia("(max-width: 40rem)").matches ? 108 : 146;

// Means over the runs as bars, one row for each name and scenario; `parts` are stacked in a row.
function totalsFigure({ title, note, label, rows, height }) {
    const drawn = chart(height, label);
    const value = (arm, name) => total(arm, name, view.place);
    const numbers = () => ({
        head: ["In all, over the run", ...arms.flatMap((_, a) => [`${armName(a)}, mean`, "90 % of the runs"])],
        rows: rows.flatMap((row) => row.parts).map((part) => [part.title, ...arms.flatMap((_, a) => {
            const t = value(a, part.name);
            return t ? [show(t.mean), range(t.low, t.high)] : ["–", "–"];
        })]),
    });
    const made = figure({ title, note, drawing: drawn.node, numbers });
    const categories = rows.flatMap((row) => arms.map((_, a) => (arms.length > 1 ? `${row.title}\n${arms[a].name.slice(0, 18)}` : row.title))).reverse();
    const lines = rows.flatMap((row) => arms.map((_, a) => ({ row, a }))).reverse();
    const depth = Math.max(...rows.map((row) => row.parts.length));
    const redraw = () => {
        drawn.draw({
            ...common, grid: { left: names + 8, right: 50, top: 8, bottom: 26 },
            xAxis: valueAxis("", {}),
            yAxis: { type: "category", data: categories, axisTick: { show: false }, axisLabel: { color: "#333", width: names, overflow: "truncate", interval: 0, lineHeight: 14 } },
            tooltip: tip((items) => {
                const { row, a } = lines[items[0].dataIndex];
                return tipLines(`${row.title}, ${armName(a)}`, row.parts.map((part, k) => {
                    const t = value(a, part.name);
                    return [part.colour ?? colour(a), t ? `${part.title}: ${show(t.mean)} (${range(t.low, t.high)})` : "–"];
                }));
            }, { axisPointer: { type: "shadow" } }),
            series: Array.from({ length: depth }, (_, k) => ({
                type: "bar", stack: "all", barWidth: "62%",
                data: lines.map(({ row, a }) => ({
                    value: row.parts[k] ? value(a, row.parts[k].name)?.mean ?? 0 : 0,
                    itemStyle: { color: row.parts[k]?.colour ?? colour(a) },
                })),
                label: {
                    show: k === depth - 1, position: "right", color: "#333",
                    formatter: ({ dataIndex }) => {
                        const { row, a } = lines[dataIndex];
                        return show(row.parts.reduce((sum, part) => sum + (value(a, part.name)?.mean ?? 0), 0));
                    },
                },
            })),
        });
        made.refresh();
    };
    return { node: made.node, redraw };
}

// ---- Projects ----

export function pipeline() {
    const where = el("p", { class: "place" });
    const classes = result.classes.map((name, k) => ({ name: `approvals.${name}`, title: `launched, class ${name}`, colour: classColours[k % 4] }));
    const rows = [
        { title: "begun", parts: [{ name: "projects_started", title: "projects begun" }] },
        { title: "failed", parts: [{ name: "projects_failed", title: "projects failed" }] },
        { title: "still running", parts: [{ name: "projects_running", title: "still running at the end" }] },
        { title: "launched", parts: classes },
    ];
    const made = totalsFigure({
        title: "From project to product", label: "Projects begun, failed, running and launched by device class, as bars",
        note: "Totals over the whole run, mean over the runs; launches by device class. Projects that were running at the start count when they end, so the parts need not add up to those begun.",
        rows, height: 46 + rows.length * arms.length * 30,
    });
    made.node.querySelector("figcaption").append(swatches(classes.map((c, k) => [c.colour, `class ${result.classes[k]}`])));
    return {
        node: section("pipeline", "What becomes of projects", where, made.node),
        start: () => whenViewed(() => { where.textContent = `Shown: ${placeName(view.place)}.`; made.redraw(); }),
    };
}

// ---- Beginnings and ends of firms ----

export function exits() {
    const where = el("p", { class: "place" });
    const rows = [["foundings", "founded here"], ["entries", "came from outside"], ["graduations", "became established"],
        ["exits_failed", "closed"], ["exits_acquired", "start-ups sold"], ["exits_floated", "start-ups floated"], ["exits_moved", "start-ups moved away"]]
        .map(([name, title]) => ({ title, parts: [{ name, title }] }));
    const made = totalsFigure({
        title: "How firms begin and end", label: "Foundings, entries, graduations and exits, as bars",
        note: "Totals over the whole run, mean over the runs.", rows, height: 46 + rows.length * arms.length * 28,
    });
    return {
        node: section("exits", "Foundings and exits", where, made.node),
        start: () => whenViewed(() => { where.textContent = `Shown: ${placeName(view.place)}.`; made.redraw(); }),
    };
}
