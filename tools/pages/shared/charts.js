// Charts in one look. What draws them is Apache ECharts, which a page hands over when it has it.
import { el } from "./dom.js";
import { show } from "./numbers.js";

const all = new Set();
const paper = 660; // px of an A4 page's text
let init = null;

// `of` is init() of ECharts.
export function drawWith(of) {
    init = of;
}

export function canDraw() {
    return init !== null;
}

// An element and what draws into it, once it can: draw() anew (at once, or in the next
// frame or with the next change), change() a part of what is there. `label` is what the figure is called.
export function chart(height, label) {
    const node = el("div", { class: "chart", role: "img", "aria-label": label, style: `height:${height}px` });
    let drawn = null;
    const draw = (option, lazyUpdate = false) => {
        drawn ??= init(node, null, { width: node.clientWidth || paper });
        drawn.setOption(option, { notMerge: true, lazyUpdate });
    };
    const change = (option) => drawn?.setOption(option);
    const kept = {
        node,
        fit: (width) => {
            drawn?.resize({ width: width ?? node.clientWidth ?? paper });
            drawn?.getZr().flush(); // paper does not wait for the next frame
        },
    };
    all.add(kept);
    const free = () => {
        all.delete(kept);
        drawn?.dispose();
        drawn = null;
    };
    return { node, draw, change, free };
}

// Charts have a width in pixels; on paper it is another one.
export function watchWidth() {
    const fitAll = () => all.forEach((c) => c.fit());
    const fitPaper = () =>
        all.forEach((c) => c.fit(c.node.closest(".grid") ? Math.floor(paper / 2) - 14 : paper));
    window.addEventListener("resize", fitAll);
    window.addEventListener("beforeprint", fitPaper);
    window.addEventListener("afterprint", fitAll);
    matchMedia("print").addEventListener("change", (event) => (event.matches ? fitPaper() : fitAll()));
}

const ink = "#333";
const font = getComputedStyle(document.documentElement).fontFamily;

export function yearAxis(years) {
    return {
        type: "value", min: years[0], max: years[years.length - 1],
        axisLabel: { color: ink, formatter: (year) => String(year), hideOverlap: true },
        axisLine: { lineStyle: { color: "#888" } }, splitLine: { show: false },
    };
}

export function valueAxis(name, more = {}) {
    return {
        type: "value", name, nameGap: 8,
        nameTextStyle: { color: ink, align: "left", padding: [0, 0, 0, -34] },
        axisLabel: { color: ink, formatter: (value) => show(value), hideOverlap: true },
        splitLine: { lineStyle: { color: "#e4e4e4" } }, splitNumber: 4, ...more,
    };
}

// Tooltips are built of elements, never of markup.
export function tip(build, more = {}) {
    return {
        trigger: "axis", confine: true, formatter: (items) => build(Array.isArray(items) ? items : [items]),
        textStyle: { color: ink, fontSize: 13 }, ...more,
    };
}

export function tipLines(title, lines) {
    return el("div", {}, el("strong", {}, title),
        lines.map(([colour, text]) =>
            el("div", {}, el("span", { class: "swatch", style: `background:${colour}` }), text)));
}

export const common = {
    animation: false,
    textStyle: { fontFamily: font },
    grid: { left: 46, right: 14, top: 26, bottom: 26 },
};

// A band between two lines of numbers, with gaps where there are none.
export function band(years, low, high, colour, opacity) {
    const data = years.map((year, i) => [year, low[i], high[i]]).filter((d) => d[1] !== null);
    return {
        type: "custom", silent: true, clip: true, data, encode: { x: 0, y: [1, 2] }, z: 1,
        renderItem: (params, api) => {
            if (params.dataIndex !== 0) return null;
            const upper = data.map((d) => api.coord([d[0], d[2]]));
            const lower = data.map((d) => api.coord([d[0], d[1]])).reverse();
            return { type: "polygon", shape: { points: [...upper, ...lower] }, style: { fill: colour, opacity } };
        },
    };
}

export function line(years, values, colour, more = {}) {
    return {
        type: "line", data: years.map((year, i) => [year, values[i]]), showSymbol: false, z: 3,
        lineStyle: { color: colour, width: 2.2 }, itemStyle: { color: colour }, ...more,
    };
}
