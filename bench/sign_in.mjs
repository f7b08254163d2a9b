// The cost of a sign-in, and what a crowd at the door does to the memory: node bench/sign_in.mjs [how many]
// Prints processor time for each sign-in, the middle and the slowest answer, and the resident size before, at its height and after.
import { readFileSync } from "node:fs";
import { mustRun, password, sampleCity, serve } from "../tests/journeys/kit.mjs";

const total = Number(process.argv[2] ?? 400);
const db = sampleCity();
const people = Array.from({ length: 40 }, (_, number) => `person-${number}`); // each has failures of its own to count
for (const login of people) { mustRun(["user", "add", login, "--name", login, "--password-stdin", "--db", db], { input: `${password}\n` }); }
const server = await serve(db);
const pid = server.child.pid;
const memory = (name) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024);
const seconds = () => {
    const parts = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(parts[11]) + Number(parts[12])) / 100;
};
const first = await fetch(`${server.base}/sign-in`);
const cookie = first.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ");
const csrf = /name="csrf" value="([^"]+)"/.exec(await first.text())[1];

let turn = 0;
async function once() {
    const begun = performance.now();
    const answer = await fetch(`${server.base}/sign-in`, { method: "POST", redirect: "manual", headers: { cookie, "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({ csrf, login: people[turn++ % people.length], password }) });
    await answer.arrayBuffer();
    return [answer.status, performance.now() - begun];
}

async function crowd(wide) {
    const before = memory("VmRSS");
    const cpu = seconds();
    const begun = performance.now();
    const times = [];
    const seen = {};
    let left = total;
    await Promise.all(Array.from({ length: wide }, async () => {
        while (left-- > 0) {
            const [status, ms] = await once();
            seen[status] = (seen[status] ?? 0) + 1;
            if (status === 303) { times.push(ms); }
        }
    }));
    times.sort((a, b) => a - b);
    const spent = seconds() - cpu;
    const done = times.length;
    console.log(`${wide} at once: ${JSON.stringify(seen)}, ${(done / (performance.now() - begun) * 1000).toFixed(1)} sign-ins/s, `
        + `${(spent / done * 1000).toFixed(0)} ms CPU each, answer ${times[done >> 1].toFixed(0)} ms median, ${times[done - 1].toFixed(0)} ms slowest; `
        + `resident ${before} MB before, ${memory("VmHWM")} MB at its height, ${memory("VmRSS")} MB after`);
}
for (const wide of [1, 2, 8, 64, 200]) { await crowd(wide); }
await server.stop();
