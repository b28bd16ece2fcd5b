// The causal loops of each side and the map of regions.
import { el } from "../shared/dom.js";
import { loopDrawing } from "../shared/loop_drawing.js";
import { mapDrawing } from "../shared/map_drawing.js";
import { show } from "../shared/numbers.js";
import { painter } from "./paint.js";
import { chooseRegion, on, regionOf, session, sides } from "./session.js";
import { colours, linkMeaning, linkName, regionName, shortName, stateName, yearOf } from "./names.js";
import { t, withUnit } from "./language.js";

const roman = ["I", "II", "III", "IV", "V"];

// What an arrow is compared with: the largest mean flux of its link so far, of both sides.
function largest(k) {
    return Math.max(0, ...sides().map((side) => side.numbers.largest?.[k] ?? 0));
}

function carried(side, link, k) {
    const flux = side.numbers.flux?.[k] ?? 0, most = largest(k), share = most > 0 ? flux / most : 0;
    const words = t("loop.link", {
        number: link.number, name: linkName(link), meaning: linkMeaning(link),
        flux: withUnit(show(flux), link.unit), share: Math.round(100 * share),
    });
    return { share, words };
}

function stateNow(side, of, k) {
    return { roman: roman[k], lines: stateName(of).split("\n"), value: show(side.numbers.map[regionOf(side)]?.[of.index] ?? null) };
}

function loopOf(side) {
    const { links, states } = session.descriptors;
    const drawing = loopDrawing(links.map((link) => ({ number: link.number, from: link.from - 1, to: link.to - 1 })), true);
    const draw = painter(() => {
        const where = `${regionName(side.info.regions[regionOf(side)])}, ${yearOf(side.numbers.time)}`;
        drawing.update({
            where: sides().length > 1 ? `${side.id}: ${where}` : where,
            label: t("loop.label", { where, states: states.map((of, k) => `${roman[k]} ${stateNow(side, of, k).value}`).join(", ") }),
            links: links.map((link, k) => carried(side, link, k)),
            states: states.map((of, k) => stateNow(side, of, k)),
        });
    });
    return { node: el("div", { class: `drawing side-${side.id}` }, drawing.node), draw };
}

// Grows in big steps, so that circles can be compared from year to year.
function scale(most) {
    let size = 50;
    while (size < most) size *= 2;
    return size;
}

function mapOfSides() {
    const [first, second] = sides(), regions = first.info.regions;
    const drawing = mapDrawing(regions, true, (k) => chooseRegion(k));
    const other = (region) => (second ? second.info.regions.findIndex((of) => of.name === region.name) : -1);
    const firms = (side, k) => (k < 0 ? null : side.numbers.map[k]?.firms ?? null);
    return painter(() => {
        const values = regions.map((_, k) => firms(first, k)), before = regions.map((region) => (second ? firms(second, other(region)) : null));
        drawing.update({
            label: t("map.label", { count: regions.length, year: yearOf(first.numbers.time) }),
            where: t("map.where", { year: yearOf(first.numbers.time) }), colour: colours.A,
            most: scale(Math.max(...values, ...before)), chosen: session.region,
            order: [...regions.keys()].sort((a, b) => (b === session.region) - (a === session.region) || (values[b] ?? 0) - (values[a] ?? 0)),
            regions: regions.map((region, k) => ({
                name: shortName(region), value: values[k], before: before[k],
                text: before[k] === null ? show(values[k]) : `${show(values[k])} | ${show(before[k])}`,
                words: t("map.firms", { name: regionName(region), count: show(values[k]) }),
            })),
        });
        if (!mapOfSides.holder.contains(drawing.node)) mapOfSides.holder.replaceChildren(drawing.node);
    });
}

export function picture() {
    const loops = el("div", { class: "loops" }), holder = el("div", { class: "drawing" });
    mapOfSides.holder = holder;
    const mapCard = el("section", { class: "card map-card", "aria-labelledby": "map-title" },
        el("h2", { id: "map-title" }, t("map.title")), holder, el("p", { class: "note" }, t("map.note")));
    let draws = [];
    const rebuild = () => {
        const made = sides().map(loopOf);
        loops.replaceChildren(...made.map((of) => of.node));
        stage.classList.toggle("two", made.length > 1);
        const hasMap = session.sides.A.info.regions.length > 1;
        mapCard.hidden = !hasMap;
        draws = [...made.map((of) => of.draw), ...(hasMap ? [mapOfSides()] : [])];
        draws.forEach((draw) => draw());
    };
    on("sides", rebuild);
    on("frames region", () => draws.forEach((draw) => draw()));
    const loopCard = el("section", { class: "card loop-card", "aria-labelledby": "loop-title" },
        el("h2", { id: "loop-title" }, t("loop.title")), loops, el("p", { class: "note" }, t("loop.note")));
    const stage = el("div", { class: "pictures" }, loopCard, mapCard);
    return { nodes: [stage], start: rebuild };
}
