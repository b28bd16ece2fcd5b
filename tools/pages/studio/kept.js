// What is typed or open outlives a view that is built anew in another language. What is to be kept has
// `data-keep`: a name that is the same in all languages, and its own among those in the same holder
// that is kept.

const kept = new Map(); // states by name

function nameOf(node) {
    const names = [];
    for (let at = node; at; at = at.parentElement.closest("[data-keep]")) names.unshift(at.dataset.keep);
    return names.join("/");
}

// Null: as it is when it is new.
function stateOf(node) {
    if (node.matches("details")) return node.open;
    if (node.matches("select")) return node.value;
    if (node.matches("input")) return node.value === node.defaultValue ? null : node.value;
    if (node.matches("button")) return node.getAttribute("aria-expanded") === "true" || null;
    return node.scrollTop || null;
}

// As if it were done by hand.
function restore(node, state) {
    if (stateOf(node) === state) return;
    if (node.matches("details")) {
        node.open = state;
        node.dispatchEvent(new Event("toggle")); // the browser's own comes later
    } else if (node.matches("select, input")) {
        node.value = state;
        for (const type of ["input", "change"]) node.dispatchEvent(new Event(type, { bubbles: true }));
    } else if (node.matches("button")) {
        node.click();
    } else {
        requestAnimationFrame(() => { node.scrollTop = state; });
    }
}

export function remember(root) {
    for (const node of root.querySelectorAll("[data-keep]")) {
        const state = stateOf(node);
        if (state !== null) kept.set(nameOf(node), state);
    }
}

// Of a part that is built later it is kept until then. What is opened may bring more that is kept.
export function recall(root) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const name = node.hasAttribute("data-keep") ? nameOf(node) : null;
        if (!kept.has(name)) continue;
        const state = kept.get(name);
        kept.delete(name);
        restore(node, state);
    }
}
