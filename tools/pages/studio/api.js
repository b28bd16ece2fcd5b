// Requests to the program that serves the page. The token stands in the address once; it is kept for
// the tab and taken out of the address bar.

const place = "agglo.token";

function tokenOfAddress() {
    const found = /^#token=([A-Za-z0-9_-]+)$/.exec(location.hash);
    if (!found) return;
    sessionStorage.setItem(place, found[1]);
    history.replaceState(null, "", location.pathname + location.search);
}
tokenOfAddress();

// What the program answers if it does not do what it was asked: `errors` as README.md has them.
export class Refusal extends Error {
    constructor(status, errors) {
        super(errors[0]?.what ?? `status ${status}`);
        this.status = status;
        this.errors = errors;
    }
}

async function send(method, path, body, token) {
    const headers = { "X-Agglo-Token": token ?? sessionStorage.getItem(place) ?? "" };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    let reply;
    try {
        reply = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    } catch {
        throw new Refusal(0, []);
    }
    if (reply.ok) return reply;
    const said = await reply.json().catch(() => ({}));
    throw new Refusal(reply.status, said.errors ?? []);
}

// JSON in, JSON out. `token` is a student's; without it, the owner's.
export async function ask(method, path, body, token) {
    return (await send(method, path, body, token)).json();
}

export async function askFile(method, path, body) {
    return (await send(method, path, body)).blob();
}

// Offers what is in memory as a file to be saved.
export function save(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
