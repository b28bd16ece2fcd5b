// The causal loop diagram: five states with their index, eighteen links as thick as their flux.
// Fluxes have units of their own, so an arrow is compared with the largest flux of its own link, in
// any year and scenario of the same place.
import { armName, arms, last, means, placeName, result, times } from "./data.js";
import { slider, svg } from "./dom.js";
import { figure, section } from "./figure.js";
import { show, unit } from "./numbers.js";
import { view, whenViewed } from "./view.js";

const isNarrow = matchMedia("(max-width: 40rem)").matches;
const [width, height, wide, high] = isNarrow ? [480, 610, 172, 226] : [860, 620, 320, 232];
const radius = 62, thickest = isNarrow ? 10 : 13;
// An arrow has the colour of the state that it comes from (Okabe and Ito).
const colours = ["#0072b2", "#009e73", "#d55e00", "#b0527f", "#8c6d00"];
// Around a circle from the top: V, IV, III, II, I.
const around = [4, 3, 2, 1, 0];

function centre(state) {
    const angle = (2 * Math.PI * around.indexOf(state)) / 5 - Math.PI / 2;
    return [width / 2 + wide * Math.cos(angle), height / 2 + 18 + high * Math.sin(angle)];
}

// By place and link.
const largest = result.places.map((_, place) => result.links.map((_, k) =>
    Math.max(0, ...arms.flatMap((_, arm) => means(arm, "flux", place)[k]).map(Math.abs))));

// A curve from rim to rim, bent to its right so that both ways between two states stay apart.
function geometry(link) {
    const [x0, y0] = centre(link.from), [x1, y1] = centre(link.to);
    const dx = x1 - x0, dy = y1 - y0, length = Math.hypot(dx, dy);
    const apart = Math.abs(around.indexOf(link.from) - around.indexOf(link.to));
    const bend = (apart === 1 || apart === 4 ? 0.15 : 0.07) * length;
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
    const flux = means(view.arm, "flux", view.place)[k][time];
    const most = largest[view.place][k];
    return flux === null || most === 0 ? 0 : Math.abs(flux) / most;
}

function arrow(link, k, time) {
    const { ax, ay, cx, cy, tx, ty } = geometry(link);
    const share = part(k, time), thick = share === 0 ? 1 : 1.2 + share * (thickest - 1.2);
    const head = 8 + 1.1 * thick, away = Math.hypot(cx - tx, cy - ty);
    const ux = (cx - tx) / away, uy = (cy - ty) / away; // back along the end of the curve
    const bx = tx + ux * head, by = ty + uy * head, half = 3.5 + 0.75 * thick;
    const of = share === 0 ? "#b5b5b5" : colours[link.from];
    const flux = means(view.arm, "flux", view.place)[k][time];
    const words = `Link ${link.number}: ${link.mechanism} ${flux === null ? "" : `${show(flux)} ${unit(link.unit)}, ${Math.round(100 * share)} % of its largest.`}`;
    return svg("g", { class: "link", opacity: 0.55 + 0.35 * share },
        svg("title", {}, words),
        svg("path", { d: `M${ax},${ay} Q${cx},${cy} ${bx},${by}`, fill: "none", stroke: of,
            "stroke-width": thick, "stroke-dasharray": share === 0 ? "4 4" : null }),
        svg("path", { fill: of,
            d: `M${tx},${ty} L${bx - uy * half},${by + ux * half} L${bx + uy * half},${by - ux * half} Z` }));
}

// On top of all arrows, nearer to the arrow's begin, where few others pass.
function numeral(link, k, time) {
    const { ax, ay, cx, cy, tx, ty } = geometry(link), t = 0.4;
    const at = (a, c, b) => (1 - t) * (1 - t) * a + 2 * t * (1 - t) * c + t * t * b;
    const x = at(ax, cx, tx), y = at(ay, cy, ty);
    return svg("g", {},
        svg("circle", { cx: x, cy: y, r: 11, fill: "#fff", stroke: part(k, time) === 0 ? "#b5b5b5" : colours[link.from], "stroke-width": 1.5 }),
        svg("text", { x, y: y + 4.5, class: "number" }, String(link.number)));
}

function state(k, time) {
    const [x, y] = centre(k), of = result.states[k];
    const value = means(view.arm, of.variable, view.place)[0][time];
    const before = view.arm > 0 ? means(0, of.variable, view.place)[0][time] : null;
    const words = of.name.split(" ");
    return svg("g", {},
        svg("circle", { cx: x, cy: y, r: radius, class: "state", stroke: colours[k] }),
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
        ...arms.map((_, a) => show(means(a, "flux", view.place)[k][time]))]);
    const states = result.states.map((of) => [`${of.number} ${of.name}`, "", "", "index, mean", "1",
        ...arms.map((_, a) => show(means(a, of.variable, view.place)[0][time]))]);
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
            ...result.links.map((link, k) => numeral(link, k, time)),
            ...result.states.map((_, k) => state(k, time)));
        made.refresh();
    };
    const choices = [slider("Year:", times, last, (i) => { time = i; redraw(); })];
    const made = figure({
        title: "Which links carry how much",
        note: "Each arrow is as thick as its flux (mean over the runs) relative to the largest that this link reaches here in any year and scenario. Its colour is that of the state it comes from; in the circles stand the indices of the states (means over the runs). Dashed: the link carries nothing.",
        controls: choices, drawing, numbers: () => numbers(time),
    });
    return {
        node: section("loop", "The causal loops", made.node),
        start: () => whenViewed(redraw),
    };
}
