// Draws what has changed, a few milliseconds a frame, so that the page answers at all times.

const budget = 9; // ms of a frame
let due = [];

function paint() {
    const begun = performance.now();
    do {
        const first = due.shift();
        first.isDue = false;
        first.draw();
    } while (due.length > 0 && performance.now() - begun < budget);
    if (due.length > 0) requestAnimationFrame(paint);
}

// Returns what marks it as to be drawn; who waits longest is drawn first.
export function painter(draw) {
    const made = { draw, isDue: false };
    return () => {
        if (made.isDue) return;
        made.isDue = true;
        due.push(made);
        if (due.length === 1) requestAnimationFrame(paint);
    };
}
