// What the page knows of the session: descriptors, the sides A and B with their numbers so far, and
// what is looked at. Whoever shows something listens.
import { ask } from "./api.js";
import { Numbers } from "./series.js";

export const session = { descriptors: null, scenarios: [], sides: {}, region: 0, edited: "A" };

let listeners = [];

// `names`: "sides" (one came, went or was changed), "frames" (numbers came), "region", "clock",
// "edited" (which side the panel changes), "band", "letters" (their size is another one).
export function on(names, listener) {
    listeners.push({ names: names.split(" "), listener });
}

export function emit(name) {
    for (const of of listeners.slice()) if (of.names.includes(name)) of.listener();
}

export function forgetListeners() {
    listeners = [];
}

// Sides that are there, A first.
export function sides() {
    return ["A", "B"].map((id) => session.sides[id]).filter(Boolean);
}

export function editedSide() {
    return session.sides[session.edited] ?? session.sides.A;
}

// The region that is looked at is one of A; in B it is that of the same name, else the first.
export function regionOf(side) {
    if (side.id === "A" || !session.sides.A) return Math.min(session.region, side.info.regions.length - 1);
    const { name } = session.sides.A.info.regions[regionOf(session.sides.A)];
    return Math.max(0, side.info.regions.findIndex((region) => region.name === name));
}

// ---- One at a time ----

let last = Promise.resolve(), waiting = 0;

// Requests that change a side run one after another, in the order in which they were made.
export function inTurn(work) {
    waiting++;
    const mine = last.then(work).finally(() => { waiting--; });
    last = mine.catch(() => {});
    return mine;
}

export function isBusy() {
    return waiting > 0;
}

// ---- Sides ----

function newSide(id, info) {
    return { id, info, numbers: new Numbers(), band: null, hasNoBand: false };
}

// Sides that the program has already are shown as they are: it was given a scenario, or the page is
// opened again.
export async function begin() {
    const [descriptors, scenarios, there] = await Promise.all(["descriptors", "scenarios", "sides"].map((name) => ask("GET", `/api/${name}`)));
    Object.assign(session, { descriptors, scenarios });
    if (!there.includes("A")) return;
    for (const id of there) {
        const side = newSide(id, await ask("GET", `/api/sides/${id}`));
        session.sides[id] = side;
        await fetchOf(side, side.info.step, true);
        fetchBand(side);
    }
}

// `source` is {scenario} or {document}.
export function open(id, source) {
    return inTurn(async () => {
        const info = await ask("PUT", `/api/sides/${id}`, source);
        const side = newSide(id, info);
        const other = sides().find((of) => of.id !== id);
        session.sides[id] = side;
        if (id === "A" && session.region >= info.regions.length) session.region = 0;
        session.edited = id;
        await fetchFrames(0, [side]);
        if (other) await fetchFrames(other.numbers.step, [side]);
        emit("sides");
        fetchBand(side);
    });
}

export function close(id) {
    return inTurn(async () => {
        await ask("DELETE", `/api/sides/${id}`);
        delete session.sides[id];
        session.edited = "A";
        emit("sides");
    });
}

// Changes a side and draws it anew to the step that was shown.
export function edit(id, edits) {
    return inTurn(async () => {
        session.sides[id].info = await ask("POST", `/api/sides/${id}/edit`, { edits });
        await fetchFrames(null, [session.sides[id]]);
        emit("sides");
    });
}

// The program answers after a few seconds with as many steps as it has got: then it is asked for more.
async function fetchOf(side, to, isAll = false) {
    const before = side.numbers.step, until = Math.min(to ?? before, side.info.steps);
    let isNew = isAll || to === null || to <= before;
    if (!isNew && before >= side.info.steps) return;
    do {
        const reply = await ask("POST", `/api/sides/${side.id}/advance`,
            { from: isNew ? until : side.numbers.step, to: until, region: regionOf(side) });
        if (isNew) side.numbers.clear();
        isNew = false;
        side.numbers.take(reply);
        side.info.hash = reply.hash;
    } while (side.numbers.step < until);
}

// Numbers up to a step: those that follow, or all anew if it is not after what is shown (null: to the
// step that is shown).
async function fetchFrames(to, of = sides()) {
    await Promise.all(of.map((side) => fetchOf(side, to)));
    emit("frames");
}

export function goTo(step) {
    return inTurn(() => fetchFrames(step));
}

export function chooseRegion(region) {
    if (region === session.region) return Promise.resolve();
    session.region = region;
    emit("region");
    for (const side of sides()) { side.band = null; fetchBand(side); }
    return inTurn(() => fetchFrames(null));
}

let bands = Promise.resolve();

// How far the runs of A lie apart. It comes when it comes, or not; charts do without. One at a time,
// and none for a region that is no longer looked at.
function fetchBand(side) {
    if (side.id !== "A") return;
    const region = regionOf(side), isWanted = () => session.sides.A === side && regionOf(side) === region;
    bands = bands.then(async () => {
        if (!isWanted()) return;
        const band = await ask("GET", `/api/sides/A/band?region=${region}`).catch(() => null);
        if (!isWanted()) return;
        side.band = band;
        side.hasNoBand = band === null;
        emit("band");
    });
}
