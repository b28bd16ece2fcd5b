// The regions where they lie, as large as their firms; the baseline's size as a dashed ring.
import { armName, arms, colour, hasPolicy, last, result, times } from "./data.js";
import { slider, svg } from "./dom.js";
import { figure, section } from "./figure.js";
import { show } from "./numbers.js";
import { view, whenViewed } from "./view.js";

const isNarrow = matchMedia("(max-width: 40rem)").matches;
const width = isNarrow ? 480 : 860, margin = isNarrow ? 62 : 78, letter = isNarrow ? 10 : 8;

const xs = result.regions.map((r) => r.x), ys = result.regions.map((r) => r.y);
const [left, right] = [Math.min(...xs), Math.max(...xs)], [south, north] = [Math.min(...ys), Math.max(...ys)];
const scale = Math.min((width - 2 * margin) / Math.max(right - left, 1), 480 / Math.max(north - south, 1));
const height = Math.max(250, (north - south) * scale + 2 * margin);
const most = Math.max(1, ...arms.flatMap((arm) => arm.map.flat()).filter((x) => x !== null));

// The largest circle is as wide as regions lie apart, within reason.
const apart = result.regions.map((a) => Math.min(Infinity, ...result.regions.filter((b) => b !== a)
    .map((b) => scale * Math.hypot(a.x - b.x, a.y - b.y)))).sort((a, b) => a - b);
const biggest = Math.min(56, Math.max(22, apart[Math.floor(apart.length / 2)]));

function place(region) {
    return [width / 2 + (region.x - (left + right) / 2) * scale,
        height / 2 - (region.y - (south + north) / 2) * scale];
}

// Areas, not radii, are as large as the firms.
function size(firms) {
    return Math.max(2, biggest * Math.sqrt((firms ?? 0) / most));
}

// Below the circle; at the rim of the map it grows inwards. Where there is no room it is left to
// the table.
let boxes = [];
function name(k, time) {
    const region = result.regions[k], firms = arms[view.arm].map[k][time];
    const rim = size(Math.max(firms, view.arm > 0 ? arms[0].map[k][time] : 0));
    const [x, middle] = place(region), y = middle + rim;
    const isLeft = x < width / 5, isRight = x > (4 * width) / 5;
    const at = isLeft ? Math.max(4, x - 60) : isRight ? Math.min(width - 4, x + 60) : x;
    const style = `text-anchor:${isLeft ? "start" : isRight ? "end" : "middle"}`;
    const left = isLeft ? at : isRight ? at - letter * region.label.length : at - (letter / 2) * region.label.length;
    const box = { left, right: left + letter * region.label.length, top: y, bottom: y + 38 };
    if (boxes.some((b) => b.left < box.right && box.left < b.right && b.top < box.bottom && box.top < b.bottom)) return null;
    boxes.push(box);
    return svg("g", {}, svg("text", { x: at, y: y + 17, class: "name", style }, region.label),
        svg("text", { x: at, y: y + 34, class: "firms", style }, show(firms)));
}

function circle(region, k, time) {
    const [x, y] = place(region), firms = arms[view.arm].map[k][time], before = arms[0].map[k][time];
    const compared = hasPolicy && view.arm > 0;
    return svg("g", {},
        svg("title", {}, `${region.label}: ${show(firms)} firms` + (compared ? `, baseline ${show(before)}` : "")),
        svg("circle", { cx: x, cy: y, r: size(firms), fill: colour(view.arm), "fill-opacity": 0.55, stroke: colour(view.arm) }),
        compared ? svg("circle", { cx: x, cy: y, r: size(before), class: "ring" }) : null);
}

// A round length that takes about a fifth of the width.
function bar() {
    const goal = (width / 5) / scale, power = 10 ** Math.floor(Math.log10(goal));
    const km = [5, 2, 1].map((m) => m * power).find((m) => m <= goal);
    return svg("g", {},
        svg("path", { d: `M12,${height - 14} h${km * scale}`, stroke: "#333", "stroke-width": 2 }),
        svg("text", { x: 12, y: height - 22, class: "where" }, `${km} km`));
}

function numbers() {
    const shown = [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * last));
    const picked = [...new Set(shown)];
    const head = ["Region", "x, km", "y, km", ...arms.flatMap((_, a) => picked.map((i) => `${armName(a)}, ${times[i]}`))];
    const rows = result.regions.map((region, k) => [region.label, show(region.x), show(region.y),
        ...arms.flatMap((arm) => picked.map((i) => show(arm.map[k][i])))]);
    return { head, rows };
}

export function map() {
    if (result.regions.length < 2) return null;
    let time = last;
    const bySize = [...result.regions.keys()].sort((a, b) => baselineLast(b) - baselineLast(a));
    const drawing = svg("svg", { class: "map", viewBox: `0 0 ${width} ${height}`, role: "img" });
    const redraw = () => {
        drawing.setAttribute("aria-label", `Map of ${result.regions.length} regions, ${times[time]}, ${armName(view.arm)}; the table has the numbers.`);
        boxes = [];
        drawing.replaceChildren(
            ...bySize.map((k) => circle(result.regions[k], k, time)),
            ...bySize.map((k) => name(k, time)).filter((n) => n !== null), bar(),
            svg("text", { x: 8, y: 20, class: "where" }, `Firms in ${times[time]}, ${armName(view.arm)}`));
        made.refresh();
    };
    const made = figure({
        title: "Firms by region",
        note: "Areas are as large as the number of firms (mean over the runs)." +
            (hasPolicy ? " Dashed: the baseline." : ""),
        controls: slider("Year:", times, last, (i) => { time = i; redraw(); }),
        drawing, numbers,
    });
    return { node: section("map", "Where the firms are", made.node), start: () => whenViewed(redraw) };
}

function baselineLast(k) {
    return arms[0].map[k][last] ?? 0;
}
