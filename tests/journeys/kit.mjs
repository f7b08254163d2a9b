// What the tests of the real binary share: TAP, processes, a browser-like client with cookies. No packages needed.
//
//     import { test, finish, run, serve, Visitor } from "../journeys/kit.mjs";
//     await test("a sentence that can be false", async () => { … assert … });
//     await finish();
//
// Every server started by serve() is ended by its own process id, and the temporary folder removed, whatever happens.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export { assert };
export const root = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../..");
export const binary = join(root, "build/zhiqiao");
export const folder = mkdtempSync(join(tmpdir(), "zhiqiao-test."));
export const password = "Sample-2026"; // of the sample city's accounts

const children = new Set();
let failed = 0;

function clean() {
    for (const child of children) {
        child.kill("SIGKILL");
    }
    rmSync(folder, { recursive: true, force: true });
}
process.on("exit", clean);
for (const signal of ["SIGINT", "SIGTERM"]) {
    process.on(signal, () => process.exit(1));
}

// --- TAP ---------------------------------------------------------------------------------------------------------

const only = process.env.ONLY ? new RegExp(process.env.ONLY) : null;

// limit: milliseconds after which the test has failed.
export async function test(sentence, body, limit = 120000) {
    if (only && !only.test(sentence)) {
        return;
    }
    const start = Date.now();
    try {
        await within(limit, body);
        console.log(`ok - ${sentence}`);
    } catch (error) {
        failed++;
        console.log(`not ok - ${sentence}`);
        const text = error instanceof assert.AssertionError ? `${error.message}\n${at(error)}` : error?.stack;
        console.log(String(text ?? error).split("\n").slice(0, 40).map((line) => `#   ${line.slice(0, 400)}`).join("\n"));
    }
    if (process.env.TIMES) {
        console.log(`#   ${Date.now() - start} ms`);
    }
}

async function within(limit, body) {
    let late;
    try {
        await Promise.race([body(), new Promise((_, fail) => { late = setTimeout(() => fail(new Error(`not done within ${limit} ms`)), limit); })]);
    } finally {
        clearTimeout(late);
    }
}

function at(error) {
    return (error.stack ?? "").split("\n").filter((line) => line.includes(root)).slice(0, 3).join("\n");
}

export async function finish() {
    await Promise.all([...children].map((child) => end(child)));
    process.exit(failed === 0 ? 0 : 1);
}

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

export async function until(condition, ms, what) {
    const limit = Date.now() + ms;
    for (;;) {
        const value = await condition();
        if (value) {
            return value;
        }
        assert.ok(Date.now() < limit, `not within ${ms} ms: ${what}`);
        await sleep(20);
    }
}

// --- the command line ---------------------------------------------------------------------------------------------

const environment = () => {
    const { ZHIQIAO_DB, ZHIQIAO_REGION, ...rest } = process.env;
    return { ...rest, LC_ALL: "C.UTF-8", TZ: "UTC" };
};

// {code, out, err}; never throws for a failing program.
export function run(args, { input, env, cwd, wrap } = {}) {
    const command = [...(wrap ?? []), binary, ...args];
    const done = spawnSync(command[0], command.slice(1), {
        input, cwd: cwd ?? folder, env: { ...environment(), ...env }, encoding: "utf8",
        timeout: 120000, maxBuffer: 1 << 28,
    });
    assert.equal(done.error, undefined, `${args.join(" ")}: ${done.error}`);
    assert.equal(done.signal, null, `${args.join(" ")} ended by ${done.signal}: ${done.stderr}`);
    return { code: done.status, out: done.stdout, err: done.stderr };
}

export function mustRun(args, options) {
    const done = run(args, options);
    assert.equal(done.code, 0, `zhiqiao ${args.join(" ")}: ${done.code}\n${done.err}`);
    return done.out;
}

export const parseRun = (args, options) => JSON.parse(mustRun([...args, "--json"], options));

// --- the server ---------------------------------------------------------------------------------------------------

export function end(child, signal = "SIGTERM") {
    if (child.exitCode !== null || child.signalCode !== null) {
        return Promise.resolve(child.exitCode);
    }
    return new Promise((done) => {
        const late = setTimeout(() => child.kill("SIGKILL"), 20000);
        child.once("exit", (code) => { clearTimeout(late); done(code); });
        child.kill(signal);
    });
}

let servers = 0;

// A server on a free port of the loopback: {base, port, pid, log(), stop(), kill()}. Fails when it does not come up.
export async function serve(db, { args = [], env, wrap = [], port = 0 } = {}) {
    const ready = join(folder, `ready-${++servers}`);
    const command = [...wrap, binary, "serve", "--db", db, "--port", String(port), "--rate", "0", "--ready-file", ready, ...args];
    const child = spawn(command[0], command.slice(1), { env: { ...environment(), ...env }, stdio: ["ignore", "pipe", "pipe"] });
    let log = "";
    const keep = (text) => { log = (log + text).slice(-200000); };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    children.add(child);
    child.once("exit", () => children.delete(child));
    const number = await until(() => {
        assert.equal(child.exitCode, null, `the server ended at once: ${log}`);
        return existsSync(ready) && Number(readFileSync(ready, "utf8").trim());
    }, 30000, "the server is ready");
    rmSync(ready);
    return { child, port: number, pid: child.pid, base: `http://127.0.0.1:${number}`, log: () => log,
             stop: () => end(child), kill: () => end(child, "SIGKILL") };
}

// --- a person's browser, without the browser ------------------------------------------------------------------------

// Keeps cookies, takes the CSRF token from the page before it sends a form, follows nothing by itself.
export class Visitor {
    constructor(server) {
        this.base = server.base;
        this.cookies = new Map();
        this.token = null;
    }

    async ask(path, { method = "GET", headers = {}, body, signal } = {}) {
        const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
        const answer = await fetch(this.base + path, {
            method, body, redirect: "manual", signal: signal ?? AbortSignal.timeout(30000),
            headers: { ...(cookie && { cookie }), ...headers },
        });
        for (const line of answer.headers.getSetCookie()) {
            const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
            value === "" ? this.cookies.delete(name) : this.cookies.set(name, value);
        }
        const bytes = Buffer.from(await answer.arrayBuffer());
        return { status: answer.status, headers: answer.headers, location: answer.headers.get("location"), bytes,
                 text: bytes.toString("utf8") };
    }

    async page(path, language = "zh-CN") {
        const answer = await this.ask(path, { headers: { accept: "text/html", "accept-language": language } });
        this.token = /name="csrf" value="([^"]+)"/.exec(answer.text)?.[1] ?? this.token;
        return answer;
    }

    async document(path) {
        const answer = await this.ask(path, { headers: { accept: "application/json" } });
        assert.equal(answer.status, 200, `${path}: ${answer.status} ${answer.text.slice(0, 300)}`);
        return JSON.parse(answer.text);
    }

    // fields: an object, or a list of [name, value]; a value may be {name, bytes} for a file.
    async send(path, fields, { token = this.token, headers, signal } = {}) {
        const list = [...(Array.isArray(fields) ? fields : Object.entries(fields)), ...(token === null ? [] : [["csrf", token]])];
        const files = list.some(([, value]) => typeof value === "object");
        const body = files ? new FormData() : new URLSearchParams();
        for (const [name, value] of list) {
            typeof value === "object" ? body.append(name, new Blob([value.bytes]), value.name) : body.append(name, value);
        }
        return this.ask(path, { method: "POST", body, headers: { accept: "text/html", ...headers }, signal });
    }

    async signIn(login, secret = password) {
        await this.page("/sign-in");
        const answer = await this.send("/sign-in", { login, password: secret });
        assert.equal(answer.status, 303, `sign-in of ${login}: ${answer.status}`);
        await this.page("/");
        return this;
    }
}

// --- databases of both engines ---------------------------------------------------------------------------------------

const postgres = process.env.ZHIQIAO_TEST_POSTGRES;
export const engines = (process.env.ENGINES ?? "SQLite PostgreSQL").split(" ");
let databases = 0;

// The address of a database that is not there yet; init, sample and restore make it.
export function freshDatabase(engine = "SQLite") {
    const name = `journey_${process.pid}_${++databases}`;
    if (engine === "SQLite") {
        return join(folder, `${name}.db`);
    }
    assert.ok(postgres, "ZHIQIAO_TEST_POSTGRES is not set: run through tests/with-postgres.sh");
    return postgres.replace(/[^/]*$/, name);
}

// Rows as text, asked past the program: sqlite3 or psql.
export function query(db, sql) {
    const [command, ...args] = db.includes("://")
        ? ["psql", db, "--no-psqlrc", "--tuples-only", "--no-align", "--quiet", "-c", sql]
        : ["sqlite3", "-readonly", db, sql];
    const done = spawnSync(command, args, { encoding: "utf8", maxBuffer: 1 << 28 });
    assert.equal(done.status, 0, `${sql}: ${done.stderr}`);
    return done.stdout.trimEnd();
}

// The sample city of one fixed day, made once per engine and copied where a test wants to write.
export function sampleCity(engine = "SQLite", args = []) {
    const db = freshDatabase(engine);
    mustRun(["sample", "--db", db, "--day", "2026-11-24", ...args]);
    return db;
}

// The three spreadsheets of the sample by what is in them.
let sheetsMade = null;
export function sheets() {
    if (sheetsMade === null) {
        mustRun(["sample", "--sheets", join(folder, "sheets")]);
        sheetsMade = Object.fromEntries(Object.entries({ organisations: "企业名单", needs: "人才需求清单", offers: "院校供给清单" })
            .map(([kind, name]) => [kind, join(folder, "sheets", `${name}.xlsx`)]));
    }
    return sheetsMade;
}
