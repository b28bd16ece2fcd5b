// The network of agents of the region that is chosen, when it is asked for.
import { ask } from "./api.js";
import { chart, common, tip, tipLines } from "../shared/charts.js";
import { el } from "../shared/dom.js";
import { charts } from "./fetch_charts.js";
import { show } from "../shared/numbers.js";
import { t } from "./language.js";
import { dateOf, kindName, regionName, tieName } from "./names.js";
import { problem } from "./problem.js";
import { editedSide, inTurn, on, regionOf } from "./session.js";

const most = 300;
// Tol's muted palette, safe for the colour-blind; kinds beyond it are grey.
const muted = ["#332288", "#117733", "#44aa99", "#88ccee", "#ddcc77", "#cc6677", "#aa4499", "#882255", "#999933"];

function kinds(nodes) {
    const count = new Map();
    for (const { kind } of nodes) count.set(kind, (count.get(kind) ?? 0) + 1);
    return [...count.keys()].sort((a, b) => count.get(b) - count.get(a));
}

function option(net, colourOf) {
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const largest = Math.max(1, ...net.nodes.map((node) => node.size ?? 0));
    return {
        ...common,
        tooltip: tip(([item]) => (item.dataType === "node" ? tipLines(kindName(item.data.kind), [["transparent", t("network.size", { size: show(item.data.size) })]])
            : tipLines(tieName(item.data.kind), [])), { trigger: "item" }),
        series: [{
            type: "graph", layout: isCalm ? "circular" : "force", roam: true, left: 16, right: 16, top: 16, bottom: 16,
            force: { repulsion: 26, gravity: 0.3, edgeLength: [8, 40], friction: 0.35 },
            emphasis: { focus: "adjacency" }, lineStyle: { color: "#9aa0a6", opacity: 0.55, width: 1, curveness: isCalm ? 0.2 : 0 },
            nodes: net.nodes.map((node) => ({ id: String(node.id), kind: node.kind, size: node.size, symbolSize: 5 + 22 * Math.sqrt((node.size ?? 0) / largest), itemStyle: { color: colourOf(node.kind) } })),
            links: net.edges.map((edge) => ({ source: String(edge.from), target: String(edge.to), kind: edge.kind })),
        }],
    };
}

let drawn = null; // of the last view that was built

export function network() {
    drawn?.free();
    drawn = chart(420, t("network.label"));
    const legend = el("p", { class: "legend" }), note = el("p", { class: "note" }), wrong = el("div", {});
    drawn.node.hidden = true;
    const draw = async () => {
        const side = editedSide(), region = regionOf(side);
        wrong.replaceChildren();
        try {
            const net = await inTurn(() => ask("GET", `/api/sides/${side.id}/network?region=${region}&most=${most}`));
            await charts;
            const names = kinds(net.nodes), colourOf = (kind) => muted[names.indexOf(kind)] ?? "#9aa0a6";
            drawn.node.hidden = false;
            drawn.draw(option(net, colourOf), true);
            legend.replaceChildren(...names.map((kind) => el("span", {}, el("span", { class: "swatch", style: `background:${colourOf(kind)}` }), kindName(kind))));
            const when = dateOf(side.numbers.time, side.info.step_months), where = regionName(side.info.regions[region]);
            note.textContent = t("network.note", { where, when, side: side.id, nodes: net.nodes.length, all: net.nodes_in_all, edges: net.edges.length, ties: net.edges_in_all });
        } catch (error) {
            wrong.replaceChildren(problem(error));
        }
    };
    on("region edited", () => { if (!drawn.node.hidden && drawn.node.clientWidth > 0) draw(); });
    const node = el("div", {}, el("p", { class: "note" }, t("network.about")),
        el("button", { type: "button", class: "main", onclick: draw }, t("network.draw")), wrong, note, legend, drawn.node);
    return { node, start: () => {} };
}
