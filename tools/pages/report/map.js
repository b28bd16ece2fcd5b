// The regions where they lie, as large as their firms; the baseline's size as a dashed ring.
import { armName, arms, colour, hasPolicy, last, result, times } from "./data.js";
import { slider } from "../shared/dom.js";
import { figure, section } from "./figure.js";
import { mapDrawing } from "../shared/map_drawing.js";
import { show } from "../shared/numbers.js";
import { view, whenViewed } from "./view.js";

const isNarrow = matchMedia("(max-width: 40rem)").matches;
const most = Math.max(1, ...arms.flatMap((arm) => arm.map.flat()).filter((x) => x !== null));

function numbers() {
    const shown = [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * last));
    const picked = [...new Set(shown)];
    const head = ["Region", "x, km", "y, km", ...arms.flatMap((_, a) => picked.map((i) => `${armName(a)}, ${times[i]}`))];
    const rows = result.regions.map((region, k) => [region.label, show(region.x), show(region.y),
        ...arms.flatMap((arm) => picked.map((i) => show(arm.map[k][i])))]);
    return { head, rows };
}

function regionNow(region, k, time) {
    const value = arms[view.arm].map[k][time], before = hasPolicy && view.arm > 0 ? arms[0].map[k][time] : null;
    const compared = before === null ? "" : `, baseline ${show(before)}`;
    return { name: region.label, text: show(value), words: `${region.label}: ${show(value)} firms${compared}`, value, before };
}

export function map() {
    if (result.regions.length < 2) return null;
    let time = last;
    const order = [...result.regions.keys()].sort((a, b) => baselineLast(b) - baselineLast(a));
    const drawing = mapDrawing(result.regions, isNarrow);
    const redraw = () => {
        drawing.update({
            label: `Map of ${result.regions.length} regions, ${times[time]}, ${armName(view.arm)}; the table has the numbers.`,
            where: `Firms in ${times[time]}, ${armName(view.arm)}`, colour: colour(view.arm), most, order, chosen: null,
            regions: result.regions.map((region, k) => regionNow(region, k, time)),
        });
        made.refresh();
    };
    const made = figure({
        title: "Firms by region",
        note: "Areas are as large as the number of firms (mean over the runs)." +
            (hasPolicy ? " Dashed: the baseline." : ""),
        controls: slider("Year:", times, last, (i) => { time = i; redraw(); }),
        drawing: drawing.node, numbers,
    });
    return { node: section("map", "Where the firms are", made.node), start: () => whenViewed(redraw) };
}

function baselineLast(k) {
    return arms[0].map[k][last] ?? 0;
}
