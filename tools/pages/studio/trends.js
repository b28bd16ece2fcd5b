// Time series of both sides before the band of the baseline's runs.
import { el } from "../shared/dom.js";
import { band, canDraw, chart, common, line, tip, tipLines, valueAxis, yearAxis } from "../shared/charts.js";
import { show } from "../shared/numbers.js";
import { charts } from "./fetch_charts.js";
import { t, unitName } from "./language.js";
import { colours, dateOf, outputName, regionName } from "./names.js";
import { painter } from "./paint.js";
import { on, regionOf, session, sides } from "./session.js";

const standard = ["firms", "startups", "employment", "sales", "approvals", "public_cost"];
const dashes = { A: "solid", B: [7, 4] };
const place = "agglo.charts";
let panels = []; // of the last view that was built
let chosen = JSON.parse(localStorage.getItem(place) ?? "null") ?? standard;

// What can be shown, in the order of the descriptors: an output, then its parts.
function outputs() {
    const known = sides()[0].numbers.names;
    return session.descriptors.outputs.flatMap((of) => known
        .filter((name) => name === of.name || name.startsWith(`${of.name}.`))
        .map((name) => ({ ...of, name })).sort((a, b) => a.name.length - b.name.length));
}

// What is counted is told by the year: single quarters are noise.
function pointsOf(side, of) {
    return side.numbers.points(of.name, of.unit === "1/yr" ? 12 / side.info.step_months : 1);
}

function span() {
    const of = sides().map(({ info }) => [info.start_year, info.start_year + info.years]);
    return [Math.min(...of.map(([from]) => from)), Math.max(...of.map(([, to]) => to))];
}

function atTime(points, time) {
    let low = 0, high = points.length - 1;
    while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (points[middle][0] <= time + 1e-9) low = middle;
        else high = middle - 1;
    }
    return points[low]?.[1] ?? null;
}

// Letters of charts grow with those of the page.
function letters() {
    return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}

function larger(axis) {
    const fontSize = Math.round(12 * letters());
    return { ...axis, axisLabel: { ...axis.axisLabel, fontSize }, nameTextStyle: { ...axis.nameTextStyle, fontSize } };
}

// Dotted lines where interventions begin in the region that is shown.
function beginnings(side) {
    const { info } = side, region = info.regions[regionOf(side)].name;
    const data = info.interventions.filter((order) => order.regions.includes(region)).map((order) => [info.start_year + order.from]);
    return {
        type: "custom", silent: true, clip: true, data, encode: { x: 0 }, z: 2,
        renderItem: ({ coordSys }, api) => {
            const [x] = api.coord([api.value(0), 0]);
            return { type: "line", shape: { x1: x, x2: x, y1: coordSys.y, y2: coordSys.y + coordSys.height }, style: { stroke: colours[side.id], lineDash: [2, 4], opacity: 0.7 } };
        },
    };
}

function frame(of) {
    const bandOf = session.sides.A.band, numbers = bandOf?.variables[of.name];
    const lines = sides().map((side) => line([], [], colours[side.id],
        { id: side.id, lineStyle: { color: colours[side.id], width: 2.4, type: dashes[side.id] }, sampling: "lttb" }));
    const behind = numbers ? [band(bandOf.time, numbers.low, numbers.high, colours.base, 0.2),
        line(bandOf.time, numbers.middle, colours.base, { id: "middle", silent: true, lineStyle: { color: colours.base, width: 1.3, type: "dashed" } })] : [];
    return {
        ...common, grid: { left: 46 * letters(), right: 20, top: 24 * letters(), bottom: 24 * letters() },
        xAxis: larger(yearAxis(span())), yAxis: larger(valueAxis(unitName(of.unit))),
        tooltip: tip((items) => {
            const time = items[0].value[0];
            const at = sides().map((side) => [colours[side.id], `${side.id}: ${show(atTime(pointsOf(side, of), time))}`]);
            const i = bandOf ? bandOf.time.findIndex((year) => Math.abs(year - time) < 1e-6) : -1;
            const base = numbers && i >= 0 ? [[colours.base, t("trends.range", { low: show(numbers.low[i]), high: show(numbers.high[i]) })]] : [];
            return tipLines(dateOf(time, sides()[0].info.step_months), [...at, ...base]);
        }),
        series: [...behind, ...sides().map(beginnings), ...lines],
    };
}

function panel(of, drop) {
    const name = outputName(of), drawn = chart(150 * letters(), t("trends.label", { name }));
    const value = el("span", { class: "now" });
    const update = () => {
        const data = sides().map((side) => pointsOf(side, of));
        value.replaceChildren(...sides().map((side, k) => el("span", { class: `value-${side.id}` }, show(data[k][data[k].length - 1]?.[1]))));
        drawn.change({ series: sides().map((side, k) => ({ id: side.id, data: data[k] })) });
    };
    let isNew = true;
    const draw = painter(() => {
        if (isNew && canDraw()) {
            drawn.draw(frame(of), true);
            isNew = false;
        }
        update();
    });
    const node = el("figure", { class: "trend" },
        el("figcaption", {}, el("h3", {}, name), value,
            el("button", { type: "button", class: "quiet drop", "aria-label": t("trends.drop", { name }), title: t("trends.drop", { name }), onclick: drop }, "×")),
        drawn.node);
    return { node, draw, renew: () => { isNew = true; draw(); }, free: drawn.free };
}

export function trends() {
    const grid = el("div", { class: "trends" }), legend = el("p", { class: "legend" });
    const where = el("span", { class: "where" });
    const more = el("select", { "aria-label": t("trends.add"), onchange: () => { keep([...chosen, more.value]); } });
    const keep = (names) => {
        chosen = names;
        localStorage.setItem(place, JSON.stringify(names));
        rebuild();
    };
    const rebuild = () => {
        panels.forEach((of) => of.free());
        const all = outputs();
        panels = chosen.map((name) => all.find((of) => of.name === name)).filter(Boolean)
            .map((of) => panel(of, () => keep(chosen.filter((name) => name !== of.name))));
        grid.replaceChildren(...panels.map((of) => of.node));
        more.replaceChildren(el("option", { value: "" }, t("trends.add")),
            ...all.filter((of) => !chosen.includes(of.name)).map((of) => el("option", { value: of.name }, outputName(of))));
        renew();
    };
    const renew = () => {
        where.textContent = regionName(sides()[0].info.regions[regionOf(sides()[0])]);
        legend.replaceChildren(
            ...sides().map((side) => el("span", {}, el("span", { class: side.id === "A" ? "rule" : "dash", style: `border-color:${colours[side.id]}` }), t("trends.side", { side: side.id }))),
            el("span", {}, el("span", { class: "begins" }), t("trends.begins")),
            session.sides.A.band ? el("span", {}, el("span", { class: "swatch", style: "background:#d5d5d5" }), t("trends.band")) : el("span", {}, t(session.sides.A.hasNoBand ? "trends.noBand" : "trends.bandComes")));
        panels.forEach((of) => of.renew());
    };
    on("sides band region", renew);
    on("letters", rebuild);
    on("frames", () => panels.forEach((of) => of.draw()));
    charts.then(() => panels.forEach((of) => of.draw()));
    const node = el("section", { class: "card trends-card", "aria-labelledby": "trends-title" },
        el("h2", { id: "trends-title" }, t("trends.title"), " ", where), legend, grid, more);
    return { nodes: [node], start: rebuild };
}
