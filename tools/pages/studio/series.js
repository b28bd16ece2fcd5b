// The numbers of a side up to the step that is shown, in bounded memory however long it runs.

const mostPoints = 1200; // beyond them every second one is dropped
const mostEvents = 400;
const fluxSteps = 4; // arrows are as thick as the mean flux of so many steps

export class Numbers {
    constructor() {
        this.clear();
    }

    clear() {
        this.step = 0;
        this.time = null;
        this.names = [];
        this.times = [];
        this.columns = new Map();
        this.tip = null;
        this.stride = 1;
        this.map = [];
        this.recent = [];
        this.flux = null;
        this.largest = null;
        this.events = [];
        this.leftOff = 0;
    }

    // A reply to `advance`. Variables that come in parts ("approvals.II") get their sum as well.
    take(reply) {
        const wholes = [...new Set(reply.variables.filter((name) => name.includes(".")).map((name) => name.split(".")[0]))];
        const parts = wholes.map((whole) => reply.variables.flatMap((name, i) => (name.startsWith(`${whole}.`) ? [i] : [])));
        this.names = [...reply.variables, ...wholes];
        for (const frame of reply.frames)
            this.takeFrame({ ...frame, values: [...frame.values, ...parts.map((of) => of.reduce((sum, i) => sum + frame.values[i], 0))] });
        this.step = reply.step;
        this.time = reply.time;
        this.map = reply.map;
        this.events.push(...reply.events);
        this.leftOff += reply.events_left_off;
        if (this.events.length > mostEvents) {
            this.leftOff += this.events.length - mostEvents;
            this.events.splice(0, this.events.length - mostEvents);
        }
    }

    takeFrame(frame) {
        this.takeFlux(frame.flux);
        this.tip = { time: frame.time, values: frame.values };
        if (frame.step % this.stride !== 0) return;
        this.times.push(frame.time);
        this.names.forEach((name, i) => {
            if (!this.columns.has(name)) this.columns.set(name, []);
            this.columns.get(name).push(frame.values[i]);
        });
        if (this.times.length > mostPoints) this.thin();
    }

    thin() {
        const half = (list) => list.filter((_, i) => i % 2 === 0);
        this.stride *= 2;
        this.times = half(this.times);
        for (const [name, column] of this.columns) this.columns.set(name, half(column));
    }

    takeFlux(flux) {
        if (!flux) return;
        this.recent.push(flux);
        if (this.recent.length > fluxSteps) this.recent.shift();
        this.flux = flux.map((_, k) => this.recent.reduce((sum, of) => sum + Math.abs(of[k] ?? 0), 0) / this.recent.length);
        this.largest = this.flux.map((value, k) => Math.max(value, this.largest?.[k] ?? 0));
    }

    // [[time, value], …] up to the step that is shown, each the mean of the last `steps` steps.
    points(name, steps = 1) {
        const column = this.columns.get(name), i = this.names.indexOf(name);
        if (!column) return [];
        const all = column.map((value, k) => [this.times[k], value]);
        if (this.tip.time > this.times[this.times.length - 1]) all.push([this.tip.time, this.tip.values[i]]);
        return smooth(all, Math.round(steps / this.stride));
    }
}

// The first value, of the begin, stands for no time that has passed.
function smooth(points, steps) {
    if (steps <= 1) return points;
    let sum = 0;
    return points.map(([time, value], k) => {
        if (k === 0) return [time, value];
        sum += value - (k > steps ? points[k - steps][1] : 0);
        return [time, sum / Math.min(k, steps)];
    });
}
