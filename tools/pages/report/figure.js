// A figure: title, note, drawing, and the same in numbers for those who cannot see it or want them.
import { el, table } from "../shared/dom.js";

// `numbers()` gives {head, rows}; it is asked when the table is opened.
export function figure({ title, note, controls, drawing, numbers, small }) {
    const holder = el("div", {});
    const details = el("details", { class: "numbers" }, el("summary", {}, "Table of numbers"), holder);
    const fill = () => {
        if (!details.open) return;
        const { head, rows } = numbers();
        holder.replaceChildren(table(head, rows));
    };
    details.addEventListener("toggle", fill);
    const node = el("figure", { class: small ? "small" : "" },
        el("figcaption", {}, el("h3", {}, title), note ? el("p", {}, note) : null),
        controls ? el("div", { class: "choices" }, controls) : null,
        drawing, details);
    return { node, refresh: fill };
}

export function section(id, title, ...children) {
    return el("section", { id, "aria-labelledby": `${id}-title` },
        el("h2", { id: `${id}-title` }, title), ...children);
}
