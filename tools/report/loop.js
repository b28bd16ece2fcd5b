// The causal loop diagram: five states with their index, eighteen links as thick as their flux.
// Fluxes have units of their own, so an arrow is compared with the largest flux of its own link, in
// any year, place and scenario that the page shows.
import { armName, arms, colour, last, placeName, result, series, times } from "./data.js";
import { slider, svg } from "./dom.js";
import { figure, section } from "./figure.js";
import { show, unit } from "./numbers.js";
import { view, whenViewed } from "./view.js";

const width = 860, height = 620, radius = 62, thickest = 15;
// Around a circle from the top: V, IV, III, II, I.
const around = [4, 3, 2, 1, 0];

function centre(state) {
    const angle = (2 * Math.PI * around.indexOf(state)) / 5 - Math.PI / 2;
    return [width / 2 + 320 * Math.cos(angle), height / 2 + 18 + 232 * Math.sin(angle)];
}

const largest = result.links.map((_, k) => {
    const all = arms.flatMap((arm) => arm.flux.flatMap((place) => place[k])).filter((x) => x !== null);
    return Math.max(0, ...all.map(Math.abs));
});

// A curve from rim to rim, bent to its right so that both ways between two states stay apart.
function geometry(link) {
    const [x0, y0] = centre(link.from), [x1, y1] = centre(link.to);
    const dx = x1 - x0, dy = y1 - y0, length = Math.hypot(dx, dy);
    const bend = 0.14 * length;
    const cx = (x0 + x1) / 2 - (dy / length) * bend, cy = (y0 + y1) / 2 + (dx / length) * bend;
    const towards = (fx, fy, tx, ty, by) => {
        const far = Math.hypot(tx - fx, ty - fy);
        return [fx + ((tx - fx) / far) * by, fy + ((ty - fy) / far) * by];
    };
    const [ax, ay] = towards(x0, y0, cx, cy, radius + 3);
    const [tx, ty] = towards(x1, y1, cx, cy, radius + 3);
    return { ax, ay, cx, cy, tx, ty };
}

// Its part of the largest flux of the link: 0…1.
function part(k, time) {
    const flux = arms[view.arm].flux[view.place][k][time];
    return flux === null || largest[k] === 0 ? 0 : Math.abs(flux) / largest[k];
}

function arrow(link, k, time) {
    const { ax, ay, cx, cy, tx, ty } = geometry(link);
    const share = part(k, time), thick = share === 0 ? 1 : 1.2 + share * (thickest - 1.2);
    const head = 8 + 1.1 * thick, away = Math.hypot(cx - tx, cy - ty);
    const ux = (cx - tx) / away, uy = (cy - ty) / away; // back along the end of the curve
    const bx = tx + ux * head, by = ty + uy * head, half = 3.5 + 0.75 * thick;
    const of = share === 0 ? "#b5b5b5" : colour(view.arm);
    const mx = 0.25 * ax + 0.5 * cx + 0.25 * tx, my = 0.25 * ay + 0.5 * cy + 0.25 * ty;
    const flux = arms[view.arm].flux[view.place][k][time];
    const words = `Link ${link.number}: ${link.mechanism} ${flux === null ? "" : `${show(flux)} ${unit(link.unit)}, ${Math.round(100 * share)} % of its largest.`}`;
    return svg("g", { class: "link", opacity: 0.45 + 0.5 * share },
        svg("title", {}, words),
        svg("path", { d: `M${ax},${ay} Q${cx},${cy} ${bx},${by}`, fill: "none", stroke: of,
            "stroke-width": thick, "stroke-dasharray": share === 0 ? "4 4" : null }),
        svg("path", { fill: of,
            d: `M${tx},${ty} L${bx - uy * half},${by + ux * half} L${bx + uy * half},${by - ux * half} Z` }),
        svg("circle", { cx: mx, cy: my, r: 11, fill: "#fff", stroke: of }),
        svg("text", { x: mx, y: my + 4.5, class: "number" }, String(link.number)));
}

function state(k, time) {
    const [x, y] = centre(k), of = result.states[k];
    const value = series(view.arm, of.variable, view.place)?.[2][time] ?? null;
    const before = view.arm > 0 ? series(0, of.variable, view.place)?.[2][time] ?? null : null;
    const words = of.name.split(" ");
    return svg("g", {},
        svg("circle", { cx: x, cy: y, r: radius, class: "state" }),
        svg("text", { x, y: y - 26, class: "roman" }, of.number),
        words.map((word, i) => svg("text", { x, y: y - 9 + 14 * i, class: "word" }, word)),
        svg("text", { x, y: y + 31, class: "value" }, show(value)),
        before === null ? null
            : svg("text", { x, y: y + 47, class: "before" }, `base ${show(before)}`));
}

function numbers(time) {
    const head = ["Link", "From", "To", "What causes what", "Unit", ...arms.map((_, a) => armName(a))];
    const rows = result.links.map((link, k) => [
        `${link.number} ${link.name.replaceAll("_", " ")}`,
        result.states[link.from].name, result.states[link.to].name, link.mechanism, link.unit,
        ...arms.map((arm) => show(arm.flux[view.place][k][time]))]);
    const states = result.states.map((of) => [`${of.number} ${of.name}`, "", "", "median of the index", "1",
        ...arms.map((_, a) => show(series(a, of.variable, view.place)?.[2][time] ?? null))]);
    return { head, rows: [...states, ...rows] };
}

export function loop() {
    let time = last;
    const drawing = svg("svg", { class: "loop", viewBox: `0 0 ${width} ${height}`, role: "img" });
    const redraw = () => {
        const where = `${placeName(view.place)}, ${times[time]}, ${armName(view.arm)}`;
        drawing.setAttribute("aria-label", `Causal loop diagram: ${where}. The table has all numbers.`);
        drawing.replaceChildren(
            svg("text", { x: 8, y: 20, class: "where" }, where),
            ...result.links.map((link, k) => arrow(link, k, time)),
            ...result.states.map((_, k) => state(k, time)));
        made.refresh();
    };
    const choices = [slider("Year:", times, last, (i) => { time = i; redraw(); })];
    const made = figure({
        title: "Which links carry how much",
        note: "Each arrow is as thick as its flux (mean over the runs) relative to the largest that this link reaches in any year, place and scenario on this page. Numbers in the circles: the state's index (median).",
        controls: choices, drawing, numbers: () => numbers(time),
    });
    return {
        node: section("loop", "The causal loops", made.node),
        start: () => whenViewed(redraw),
    };
}
