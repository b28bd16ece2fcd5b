// Elements. Texts come from scenarios that others wrote, so they are only ever set as text.

// Numbers stay beside their per cent.
function keep(text) {
    return text.replace(/(\d) %/g, "$1\u00a0%");
}

function fill(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
        if (value === null || value === undefined || value === false) continue;
        if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
        else node.setAttribute(name, value === true ? "" : value);
    }
    const present = children.flat().filter((child) => child !== null && child !== undefined);
    node.append(...present.map((child) => (typeof child === "string" ? keep(child) : child)));
    return node;
}

export function el(name, attributes = {}, ...children) {
    return fill(document.createElement(name), attributes, children);
}

export function svg(name, attributes = {}, ...children) {
    return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

// A table from a head and rows; a row's first cell is its name.
export function table(head, rows, attributes = {}) {
    return el("div", { class: "wide", tabindex: "0", role: "region", "aria-label": "Table" },
        el("table", attributes,
            el("thead", {}, el("tr", {}, head.map((h) => el("th", { scope: "col" }, h)))),
            el("tbody", {}, rows.map((row) =>
                el("tr", {}, row.map((cell, i) =>
                    el(i === 0 ? "th" : "td", i === 0 ? { scope: "row" } : {}, cell ?? "")))))));
}

// A labelled <select>; `choose` gets the chosen index.
export function select(label, names, chosen, choose) {
    const list = el("select", { onchange: () => choose(list.selectedIndex) },
        names.map((name) => el("option", {}, name)));
    list.selectedIndex = chosen;
    return el("label", {}, label + " ", list);
}

// A slider over a list of years; `choose` gets the index. Arrow keys move it.
export function slider(label, years, chosen, choose) {
    const shown = el("output", {}, String(years[chosen]));
    const input = el("input", {
        type: "range", min: 0, max: years.length - 1, step: 1, value: chosen,
        "aria-valuetext": String(years[chosen]),
        oninput: () => {
            const year = String(years[input.value]);
            shown.textContent = year;
            input.setAttribute("aria-valuetext", year);
            choose(Number(input.value));
        },
    });
    return el("label", { class: "slider" }, label + " ", input, " ", shown);
}
