// What `agglo explain` found: which links, or policies, carried the outcome (Shapley shares).
import { chart, common, tip, tipLines, valueAxis } from "../shared/charts.js";
import { explained, result } from "./data.js";
import { el } from "../shared/dom.js";
import { figure, section } from "./figure.js";
import { range, show } from "../shared/numbers.js";

function playerName(player) {
    const name = player.name.replaceAll("_", " ");
    return explained.over === "links" ? `${player.number} ${name}` : name;
}

function relation(player) {
    return { complement: "works with others", substitute: "others can stand in" }[player.relation] ?? "";
}

function numbers(players) {
    return {
        head: [explained.over === "links" ? "Link" : "Policy", `Share of ${explained.long_name}`, "95 % interval", "Part of the whole", "Lost without it alone", ""],
        rows: players.map((p) => [playerName(p), show(p.share?.value), p.share ? range(p.share.low, p.share.high) : "–",
            p.share?.part != null ? `${show(100 * p.share.part)} %` : "–", show(p.loss?.value), relation(p)]),
    };
}

function bars(players) {
    const shown = players.filter((p) => p.share ?? p.loss).slice(0, 18).reverse();
    const of = (p) => p.share ?? p.loss;
    const drawn = chart(50 + 26 * shown.length, "Shares with their intervals, as bars; the table has the numbers");
    const draw = () => drawn.draw({
        ...common, grid: { left: 190, right: 30, top: 8, bottom: 26 },
        xAxis: valueAxis(""),
        yAxis: { type: "category", data: shown.map(playerName), axisTick: { show: false }, axisLabel: { color: "#333", width: 180, overflow: "truncate", interval: 0 } },
        tooltip: tip((items) => {
            const p = shown[items[0].dataIndex];
            const link = explained.over === "links" ? result.links[p.number - 1] : null;
            return tipLines(playerName(p), [["#0072b2", `${show(of(p).value)} (${range(of(p).low, of(p).high)})`], ...(link ? [["transparent", link.mechanism]] : [])]);
        }, { axisPointer: { type: "shadow" } }),
        series: [
            { type: "bar", barWidth: "58%", data: shown.map((p) => ({ value: of(p).value, itemStyle: { color: of(p).value < 0 ? "#d55e00" : "#0072b2" } })) },
            {
                type: "custom", silent: true, z: 5, data: shown.map((p, i) => [of(p).low, of(p).high, i]), encode: { x: [0, 1], y: 2 },
                renderItem: (params, api) => {
                    const [x0, y] = api.coord([api.value(0), api.value(2)]), [x1] = api.coord([api.value(1), api.value(2)]);
                    const line = (a, b, c, d) => ({ type: "line", shape: { x1: a, y1: b, x2: c, y2: d }, style: { stroke: "#222", lineWidth: 1.4 } });
                    return { type: "group", children: [line(x0, y, x1, y), line(x0, y - 4, x0, y + 4), line(x1, y - 4, x1, y + 4)] };
                },
            },
        ],
    });
    return { drawn, draw };
}

export function shares() {
    if (!explained) return null;
    const players = explained[explained.over] ?? [];
    const { drawn, draw } = bars(players);
    const against = explained.baseline ? `${explained.scenario} against ${explained.baseline}` : explained.scenario;
    const made = figure({
        title: `Which ${explained.over} carried it`,
        note: `${against}; ${explained.long_name} in ${explained.region}. Shapley shares: what each brings, averaged over all orders in which it could have been added. Whiskers: 95 % intervals. ${explained.runs} runs.`,
        drawing: drawn.node, numbers: () => numbers(players),
    });
    return { node: section("shares", "Why", el("p", { class: "words" }, explained.sentence ?? ""), made.node), start: draw };
}
