// A map of regions as a drawing that is made once and then updated: circles as large as a number,
// with dashed rings for what they are compared with.
import { svg } from "./dom.js";

const spare = 38; // px below a circle for its two lines

// How wide a text is, in px of the drawing.
function ruler() {
    const pen = document.createElement("canvas").getContext("2d");
    const size = matchMedia("(max-width: 40rem)").matches ? 18 : 15; // as in drawings.css
    pen.font = `${size}px ${getComputedStyle(document.documentElement).fontFamily}`;
    return (text) => pen.measureText(text).width;
}

// Where regions [{x, y}] (km, y to the north) lie on paper.
function frame(regions, isNarrow) {
    const width = isNarrow ? 480 : 860, margin = isNarrow ? 62 : 78;
    const xs = regions.map((r) => r.x), ys = regions.map((r) => r.y);
    const [left, right] = [Math.min(...xs), Math.max(...xs)], [south, north] = [Math.min(...ys), Math.max(...ys)];
    const scale = Math.min((width - 2 * margin) / Math.max(right - left, 1), 480 / Math.max(north - south, 1));
    const height = Math.max(250, (north - south) * scale + 2 * margin);
    const place = (r) => [width / 2 + (r.x - (left + right) / 2) * scale, height / 2 - (r.y - (south + north) / 2) * scale];
    // The largest circle is as wide as regions lie apart, within reason.
    const apart = regions.map((a) => Math.min(Infinity, ...regions.filter((b) => b !== a)
        .map((b) => scale * Math.hypot(a.x - b.x, a.y - b.y)))).sort((a, b) => a - b);
    const biggest = Math.min(56, Math.max(22, apart[Math.floor(apart.length / 2)]));
    return { width, height, scale, place, biggest, lengthOf: ruler() };
}

// A round length that takes about a fifth of the width, and the room that it takes.
function bar(of) {
    const goal = (of.width / 5) / of.scale, power = 10 ** Math.floor(Math.log10(goal));
    const km = [5, 2, 1].map((m) => m * power).find((m) => m <= goal);
    const node = svg("g", {},
        svg("path", { d: `M12,${of.height - 14} h${km * of.scale}`, stroke: "#333", "stroke-width": 2 }),
        svg("text", { x: 12, y: of.height - 22, class: "where" }, `${km} km`));
    return { node, box: { left: 0, right: 12 + Math.max(km * of.scale, 70), top: of.height - 40, bottom: of.height } };
}

function overlap(a, b) {
    return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

// The square in a circle.
function core({ x, y }, r) {
    const half = 0.7 * r;
    return { left: x - half, right: x + half, top: y - half, bottom: y + half };
}

function region(of, at, choose) {
    const [x, y] = of.place(at);
    const title = svg("title"), circle = svg("circle", { cx: x, cy: y, "fill-opacity": 0.55 });
    const ring = svg("circle", { cx: x, cy: y, class: "ring" });
    const name = svg("text", { class: "name" }), value = svg("text", { class: "firms" });
    const node = svg("g", choose ? { class: "choice", onclick: choose } : {}, title, circle, ring,
        choose ? svg("circle", { cx: x, cy: y, r: 22, fill: "transparent" }) : null);
    return { x, y, node, title, circle, ring, name, value, words: svg("g", {}, name, value) };
}

// Below the circle, above it or beside it, within the map. Where there is no room it is left out.
function write(of, part, now, rim, boxes) {
    const half = Math.max(of.lengthOf(now.name), of.lengthOf(now.text)) / 2;
    const at = Math.max(4 + half, Math.min(of.width - 4 - half, part.x));
    const away = rim + half + 4;
    const box = [[at, part.y + rim], [at, part.y - rim - spare], [part.x + away, part.y - spare / 2], [part.x - away, part.y - spare / 2]]
        .filter(([x]) => x - half >= 0 && x + half <= of.width)
        .map(([x, top]) => ({ left: x - half, right: x + half, top, bottom: top + spare }))
        .find((mine) => !boxes.some((other) => overlap(mine, other)));
    part.words.setAttribute("display", box ? "inline" : "none");
    if (!box) return;
    boxes.push(box);
    for (const [text, words, down] of [[part.name, now.name, 17], [part.value, now.text, 34]]) {
        text.setAttribute("x", (box.left + box.right) / 2);
        text.setAttribute("y", box.top + down);
        text.textContent = words;
    }
}

// `regions` are [{x, y}]; `choose(k)` is called when one is clicked, or is null. update() takes {label,
// where, colour, most, order, chosen, regions: [{name, text, words, value, before}]}: `most` is what the
// largest circle stands for, `order` says who is drawn first and may write first, `before` is the
// ring's number or null.
export function mapDrawing(regions, isNarrow, choose = null) {
    const of = frame(regions, isNarrow);
    const parts = regions.map((at, k) => region(of, at, choose ? () => choose(k) : null));
    const circles = svg("g"), words = svg("g", { "pointer-events": "none" }, parts.map((part) => part.words));
    const where = svg("text", { x: 8, y: 20, class: "where" }), scaleBar = bar(of);
    const node = svg("svg", { class: "map", viewBox: `0 0 ${of.width} ${of.height}`, role: "img" }, circles, words, scaleBar.node, where);
    // Areas, not radii, are as large as the numbers.
    const size = (value, most) => Math.max(2, of.biggest * Math.sqrt((value ?? 0) / most));
    let drawn = "";
    const update = (now) => {
        node.setAttribute("aria-label", now.label);
        where.textContent = now.where;
        if (drawn !== now.order.join()) {
            drawn = now.order.join();
            circles.replaceChildren(...now.order.map((k) => parts[k].node));
        }
        const boxes = [scaleBar.box, ...parts.map((part, k) => core(part, size(now.regions[k].value, now.most)))];
        for (const k of now.order) {
            const part = parts[k], it = now.regions[k], isCompared = it.before !== null;
            const r = size(it.value, now.most), ring = isCompared ? size(it.before, now.most) : 0;
            part.title.textContent = it.words;
            part.circle.setAttribute("r", r);
            part.circle.setAttribute("fill", now.colour);
            part.circle.setAttribute("stroke", k === now.chosen ? "#111" : now.colour);
            part.circle.setAttribute("stroke-width", k === now.chosen ? 3 : 1);
            part.ring.setAttribute("r", ring);
            part.ring.setAttribute("display", isCompared ? "inline" : "none");
            write(of, part, it, Math.max(r, ring), boxes);
        }
    };
    return { node, update };
}
