// The causal loop diagram as a drawing that is made once and then updated: five states around a
// circle, eighteen links as thick as the part of the largest flux that they carry. What is written
// where is the caller's.
import { svg } from "./dom.js";

const radius = 62;
// An arrow has the colour of the state that it comes from (Okabe and Ito).
const colours = ["#0072b2", "#009e73", "#d55e00", "#b0527f", "#8c6d00"];
const idle = "#b5b5b5";
// Around a circle from the top: V, IV, III, II, I.
const around = [4, 3, 2, 1, 0];

function measures(isNarrow) {
    return isNarrow ? { width: 480, height: 610, wide: 172, high: 226, thickest: 10 }
        : { width: 860, height: 620, wide: 320, high: 232, thickest: 13 };
}

function centre(of, state) {
    const angle = (2 * Math.PI * around.indexOf(state)) / 5 - Math.PI / 2;
    return [of.width / 2 + of.wide * Math.cos(angle), of.height / 2 + 18 + of.high * Math.sin(angle)];
}

// A curve from rim to rim, bent to its right so that both ways between two states stay apart.
function curve(of, link) {
    const [x0, y0] = centre(of, link.from), [x1, y1] = centre(of, link.to);
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

// `share` is 0…1: the part of the link's largest flux; `words` are read out and shown on a tip.
function arrow(of, link) {
    const { ax, ay, cx, cy, tx, ty } = curve(of, link);
    const away = Math.hypot(cx - tx, cy - ty);
    const ux = (cx - tx) / away, uy = (cy - ty) / away; // back along the end of the curve
    const title = svg("title"), line = svg("path", { fill: "none" }), head = svg("path");
    const node = svg("g", { class: "link" }, title, line, head);
    const update = ({ share, words }) => {
        const thick = share === 0 ? 1 : 1.2 + share * (of.thickest - 1.2);
        const long = 8 + 1.1 * thick, half = 3.5 + 0.75 * thick, colour = share === 0 ? idle : colours[link.from];
        const bx = tx + ux * long, by = ty + uy * long;
        node.setAttribute("opacity", 0.55 + 0.35 * share);
        title.textContent = words;
        line.setAttribute("d", `M${ax},${ay} Q${cx},${cy} ${bx},${by}`);
        line.setAttribute("stroke", colour);
        line.setAttribute("stroke-width", thick);
        line.setAttribute("stroke-dasharray", share === 0 ? "4 4" : "none");
        head.setAttribute("fill", colour);
        head.setAttribute("d", `M${tx},${ty} L${bx - uy * half},${by + ux * half} L${bx + uy * half},${by - ux * half} Z`);
    };
    return { node, update };
}

// On top of all arrows, nearer to the arrow's begin, where few others pass.
function numeral(of, link) {
    const { ax, ay, cx, cy, tx, ty } = curve(of, link), t = 0.4;
    const at = (a, c, b) => (1 - t) * (1 - t) * a + 2 * t * (1 - t) * c + t * t * b;
    const x = at(ax, cx, tx), y = at(ay, cy, ty);
    const circle = svg("circle", { cx: x, cy: y, r: 11, fill: "#fff", "stroke-width": 1.5 });
    const title = svg("title");
    const node = svg("g", {}, title, circle, svg("text", { x, y: y + 4.5, class: "number" }, String(link.number)));
    const update = ({ share, words }) => {
        title.textContent = words;
        circle.setAttribute("stroke", share === 0 ? idle : colours[link.from]);
    };
    return { node, update };
}

// `lines` are its name, `value` its index, `before` a smaller line below it.
function state(of, k) {
    const [x, y] = centre(of, k);
    const roman = svg("text", { x, y: y - 26, class: "roman" }), words = svg("g");
    const value = svg("text", { x, y: y + 31, class: "value" }), before = svg("text", { x, y: y + 47, class: "before" });
    const node = svg("g", {}, svg("circle", { cx: x, cy: y, r: radius, class: "state", stroke: colours[k] }), roman, words, value, before);
    let named = "";
    const update = (now) => {
        if (named !== now.lines.join()) {
            named = now.lines.join();
            roman.textContent = now.roman;
            words.replaceChildren(...now.lines.map((line, i) => svg("text", { x, y: y - 9 + 14 * i, class: "word" }, line)));
        }
        value.textContent = now.value;
        before.textContent = now.before ?? "";
    };
    return { node, update };
}

// `links` are [{number, from, to}] with states counted from 0. update() takes {label, where, states:
// [{roman, lines, value, before}], links: [{share, words}]}.
export function loopDrawing(links, isNarrow) {
    const of = measures(isNarrow);
    const where = svg("text", { x: 8, y: 20, class: "where" });
    const arrows = links.map((link) => arrow(of, link)), numerals = links.map((link) => numeral(of, link));
    const states = colours.map((_, k) => state(of, k));
    const node = svg("svg", { class: "loop", viewBox: `0 0 ${of.width} ${of.height}`, role: "img" },
        where, [...arrows, ...numerals, ...states].map((part) => part.node));
    const update = (now) => {
        node.setAttribute("aria-label", now.label);
        where.textContent = now.where;
        links.forEach((_, k) => { arrows[k].update(now.links[k]); numerals[k].update(now.links[k]); });
        states.forEach((part, k) => part.update(now.states[k]));
    };
    return { node, update };
}
